/** The pages of profiling in a browser: each as it looks, the list, new tasks, files that are brought. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAccessFaultsInBothThemes, idOf, openPage } from './browser.ts';
import type { OpenOptions } from './browser.ts';
import { dropFile, dumpsPath, taskIdOf, taskPath, yesterday } from './mock-profiles.ts';
import { waitForQuiet } from './quiet-network.ts';
import { openTestStage, skip } from './test-stage.ts';

const stage = await openTestStage();

const pages: readonly (readonly [
  name: string,
  path: string,
  text: string | RegExp,
  options?: OpenOptions,
])[] = [
  ['all profiles', '/profiling', 'load-test-before-release.jfr'],
  ['no profiles', '/profiling', 'Nothing has been profiled yet', { scene: 'empty' }],
  ['profiles that cannot be read', '/profiling', /answered 503/u, { scene: 'broken' }],
  [
    'a task',
    `/profiling?at=${encodeURIComponent(taskIdOf('inventory', 48))}`,
    'the agent could not do it',
  ],
  ['a new trace task', '/profiling?new=trace', 'Requests slower than'],
  [
    'a new pprof task',
    `/profiling?new=pprof&service=${idOf('gateway', true)}`,
    'Where every goroutine is now',
  ],
  ['a profile', taskPath, '12.6 %'],
  ['a comparison', `${taskPath}?vs=${yesterday}`, 'Δ Self'],
  ['a sandwich', `${taskPath}?view=sandwich&fn=java.util.regex.Pattern.compile`, 'Callers'],
  ['thread dumps of a request', `${dumpsPath}?seg=a81c.seg.1&span=a81c.seg.1:0`, 'Open the trace'],
  ['a profile that is not there', '/profiling/upload/nothing', 'There is no such profile'],
];

for (const [name, path, text, options] of pages) {
  test(`shows ${name} in both themes, clean for axe, without a complaint`, { skip }, async () => {
    const opened = await openPage(stage, path, { ...options, isStill: true });
    await opened.page.getByText(text).first().waitFor();
    assert.deepEqual(await findAccessFaultsInBothThemes(opened.page), []);
    const expected = /status of (?:404|503)/u;
    assert.deepEqual(
      opened.complaints.filter((each) => !expected.test(each)),
      [],
    );
    await opened.close();
  });
}

for (const width of [390, 1280, 2560]) {
  test(`fits profiles into ${width} pixels without scrolling sideways`, { skip }, async () => {
    for (const path of [
      '/profiling?new=trace',
      taskPath,
      `${taskPath}?vs=${yesterday}`,
      dumpsPath,
    ]) {
      const { page, close } = await openPage(stage, path, { width, height: 844 });
      await waitForQuiet(page);
      const [content, view] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, window.innerWidth]',
      );
      assert.ok(content <= view, `${path} is ${content} wide in ${view}`);
      await close();
    }
  });
}

test(
  'makes a task from a span in two clicks, and hears of it by the stream',
  { skip },
  async () => {
    const { page, close } = await openPage(stage, '/trace/mock-profiled-1');
    await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('link', { name: 'Profile this endpoint' }).click();
    assert.equal(
      await page.getByRole('combobox', { name: 'Endpoint' }).inputValue(),
      'GET:/recommend',
    );
    await page.getByRole('button', { name: 'Start' }).click();
    await page
      .getByRole('complementary', { name: 'Task of recommendation' })
      .getByText('Waiting')
      .waitFor();
    await page.getByRole('button', { name: 'New task' }).click();
    await page.getByLabel('Service', { exact: true }).selectOption({ label: 'recommendation' });
    await page.getByRole('radio', { name: 'Trace' }).last().click();
    await page.getByRole('combobox', { name: 'Endpoint' }).fill('GET:/recommend');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('current service already has monitor task execute at this time').waitFor();
    await close();
  },
);

test('keeps the kind of a new task that was chosen by hand', { skip }, async () => {
  const { page, close } = await openPage(stage, '/profiling?new=any', { isStill: true });
  await page.getByRole('radio', { name: 'Trace' }).last().click();
  await page.getByLabel('Service', { exact: true }).selectOption({ label: 'payment' });
  await page.waitForTimeout(500);
  await page.getByRole('combobox', { name: 'Endpoint' }).waitFor();
  await close();
});

test('closes the workers and streams of the profiles that were looked at', { skip }, async () => {
  const { page, close } = await openPage(stage, '/profiling', { isStill: true });
  await waitForQuiet(page);
  for (let turn = 0; turn < 3; turn++) {
    await page
      .getByRole('table', { name: 'Profiles' })
      .getByRole('link', { name: 'Flame graph' })
      .first()
      .click();
    await page.getByRole('grid', { name: 'Functions' }).waitFor();
    assert.equal(page.workers().length, 1);
    await page.goBack();
    await page.getByRole('table', { name: 'Profiles' }).waitFor();
  }
  assert.equal(page.workers().length, 0);
  await close();
});

test('uploads a file that is dropped, and says why another is refused', { skip }, async () => {
  const { page, close } = await openPage(stage, '/profiling');
  await dropFile(page, 'broken.json', '{"neither": "nor"}');
  await page
    .getByRole('alert')
    .getByText(/broken\.json/u)
    .waitFor();
  await dropFile(page, 'stacks.txt', 'main;work 3\nmain;idle 1\n');
  await page.getByRole('grid', { name: 'Functions' }).getByText('75 %').first().waitFor();
  await page.waitForURL(/\/profiling\/upload\/u1/u);
  await close();
});

test('filters the list, and the address holds the filter', { skip }, async () => {
  const { page, close } = await openPage(stage, '/profiling?kind=pprof');
  const table = page.getByRole('table', { name: 'Profiles' });
  await table.getByText('gateway').first().waitFor();
  assert.equal(await table.getByText('payment').count(), 0);
  await page.getByRole('radio', { name: 'Running' }).click();
  await page.waitForURL(/state=running/u);
  await table.getByText('1 h ago').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await page.keyboard.type('nobody');
  await page.getByText('None of them is like that').waitFor();
  await close();
});
