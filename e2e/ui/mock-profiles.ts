/** The profiles of the made-up shop, and how a file is brought to the page. */
import type { Page } from 'playwright-core';
import { idOf, present } from './browser.ts';

/** The id of the mock's task of a service, made so many minutes ago. */
export function taskIdOf(service: string, minutesAgo: number): string {
  return `${present - minutesAgo * 60_000}_${idOf(service, true)}`;
}

const instance = idOf('payment', true, 'payment-7d9f8b6c4-xkq2');
export const taskPath = `/profiling/task/${taskIdOf('payment', 14)}/${instance}`;
export const yesterday = `task/${taskIdOf('payment', 1454)}/${instance}`;
export const dumpsPath = `/profiling/trace/${taskIdOf('recommendation', 33)}`;

/** Drops a file onto the list of profiles. */
export async function dropFile(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
    document.querySelector('.upload-drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  })()`);
}
