/** The picture at the top of the README: the map and a trace, as two windows. */
import { openPage, takePicture } from './browser.ts';
import type { OpenOptions, Stage } from './browser.ts';

const size = { width: 1640, height: 940 };
const map = { width: 1240, height: 700 };
const trace = { width: 1080, height: 560 };

export async function takeOverview(stage: Stage): Promise<Buffer> {
  const pictures = [
    await takeWindow(stage, '/map', '.map-line .quantity__unit', map),
    await takeWindow(stage, '/trace/mock-60', 'role=treegrid', trace),
  ];
  return compose(stage, pictures);
}

async function takeWindow(
  stage: Stage,
  path: string,
  selector: string,
  box: OpenOptions,
): Promise<string> {
  const { page, close } = await openPage(stage, path, { ...box, theme: 'dark', isStill: true });
  await page.locator(selector).first().waitFor();
  const picture = await takePicture(page);
  await close();
  return `data:image/png;base64,${picture.toString('base64')}`;
}

/** Nothing is scaled, so letters stay sharp; what is not window is transparent, for readers of either theme. */
async function compose(stage: Stage, pictures: readonly string[]): Promise<Buffer> {
  const page = await stage.browser.newPage({ viewport: size });
  const places = ['left: 24px; top: 16px', 'right: 24px; bottom: 32px'];
  const windows = pictures.map((source, i) => `<img src="${source}" style="${places[i] ?? ''}">`);
  await page.setContent(`<style>
    html, body { margin: 0; background: transparent }
    img { position: absolute; border-radius: 10px; outline: 1px solid #3b4a52;
          box-shadow: 0 10px 24px #00000059 }
  </style>${windows.join('')}`);
  await page.waitForFunction('[...document.images].every((image) => image.complete)');
  const composed = await page.screenshot({ omitBackground: true });
  await page.close();
  return composed;
}
