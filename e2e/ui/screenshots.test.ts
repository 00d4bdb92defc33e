/** Pictures of the pages against golden ones. `UPDATE=1` makes these anew; look at them before they are committed. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { hasBrowser, idOf, openPage, present, takePicture } from './browser.ts';
import type { OpenOptions } from './browser.ts';
import { takeOverview } from './overview-image.ts';
import { byLayout, comparePictures, exact, readGlyphs } from './picture-comparison.ts';
import type { Precision } from './picture-comparison.ts';
import { openTestStage, skip } from './test-stage.ts';

const isUpdate = process.env['UPDATE'] === '1';
const goldens = join(import.meta.dirname, 'goldens');
const overview = join(import.meta.dirname, '../../docs/images/overview.png');
/** What made the golden pictures: `MadeWith` as JSON. */
const madeWithFile = join(goldens, 'made-with.json');
const failures = join(import.meta.dirname, '../.cache/screenshots');

/** Where one of these differs, letters may look different, and pictures are compared by layout. */
interface MadeWith {
  readonly chromium: string;
  readonly glyphs: string;
}

const stage = await openTestStage();
let canvas: Page;
let precision: Precision;

before(async () => {
  if (!hasBrowser) return;
  canvas = await stage.browser.newPage();
  const here: MadeWith = {
    chromium: stage.browser.version(),
    glyphs: await readGlyphs(canvas),
  };
  await rm(failures, { recursive: true, force: true });
  await mkdir(failures, { recursive: true });
  if (isUpdate) {
    await rm(goldens, { recursive: true, force: true });
    await mkdir(goldens);
    await writeFile(madeWithFile, `${JSON.stringify(here, undefined, 2)}\n`);
  }
  const made = JSON.parse(await readFile(madeWithFile, 'utf8')) as MadeWith;
  const isSame = made.chromium === here.chromium && made.glyphs === here.glyphs;
  precision = isSame ? exact : byLayout;
});

const wide: OpenOptions = { width: 1280, height: 720 };
const narrow: OpenOptions = { width: 390, height: 844 };
const payment = `/service/${idOf('payment', true)}`;

const low: OpenOptions = { width: 1180, height: 560 };
/** The mock's clock stands still, so its incidents keep their names. */
const firingAlarm = '/alarms?at=1795355658000-1qlbx0m';
const deployment = '/events?at=Deployed-payment--14.2';
const answers = `/mqe?${new URLSearchParams({
  e1: "service_percentile{p='50,95,99'}",
  of1: 'service=payment',
  e2: 'top_n(service_resp_time,10,des)',
}).toString()}`;
const wrongExpressions = `/mqe?${new URLSearchParams({
  e1: 'avg(service_cpmm) / 60',
  of1: 'service=cart',
  e2: 'endpoint_cpm',
  of2: 'service=cart',
  e3: 'max(service_resp_time +',
  of3: 'service=cart',
  e4: 'avg(service_sla) / 100',
  of4: 'service=payment',
}).toString()}`;

/** The mock's task of a service, made so many minutes ago. */
const taskOf = (service: string, minutesAgo: number): string =>
  `${present - minutesAgo * 60_000}_${idOf(service, true)}`;
const profiledInstance = idOf('payment', true, 'payment-7d9f8b6c4-xkq2');
const profile = `/profiling/task/${taskOf('payment', 14)}/${profiledInstance}`;
const comparison = `${profile}?vs=task/${taskOf('payment', 1454)}/${profiledInstance}`;
const dumps = `/profiling/trace/${taskOf('recommendation', 33)}?seg=a81c.seg.1&span=a81c.seg.1:0&own=1`;

/** Each view, and what is there when it has been drawn. */
const views: readonly (readonly [
  name: string,
  path: string,
  selector: string,
  options?: OpenOptions,
])[] = [
  ['services-light', '/services', '.sparkline__line'],
  ['services-narrow', '/services', 'text=ledger-archive', narrow],
  ['service-light', payment, '.uplot >> nth=3'],
  ['service-dark-narrow', payment, '.uplot >> nth=3', { ...narrow, theme: 'dark' }],
  [
    'endpoint-dark',
    `/endpoint/${idOf('payment', true, 'POST:/payments')}`,
    '.uplot >> nth=2',
    { theme: 'dark' },
  ],
  ['map-light', '/map', '.map-line .quantity__unit'],
  ['map-dark', '/map', '.map-line .quantity__unit', { theme: 'dark' }],
  ['map-narrow', '/map', '.map-line .quantity__unit', narrow],
  ['traces-light', '/traces', '.scatter__canvas'],
  ['traces-dark-narrow', '/traces', '.scatter__canvas', { ...narrow, theme: 'dark' }],
  ['trace-dark', '/trace/mock-60', 'role=treegrid', { theme: 'dark' }],
  ['trace-narrow', '/trace/mock-60', 'role=treegrid', narrow],
  ['trace-10000-light', '/trace/mock-10000', 'role=treegrid'],
  ['alarms-light', firingAlarm, '.side-pane .uplot', low],
  ['alarms-dark', '/alarms', '.incident-state', { ...low, theme: 'dark' }],
  ['alarms-dark-narrow', firingAlarm, '.side-pane .uplot', { ...narrow, theme: 'dark' }],
  ['events-light', '/events', '.event-type', low],
  ['events-dark', deployment, '.event-pane__parameter', { ...low, theme: 'dark' }],
  ['logs-light', '/logs', '.log-text', low],
  [
    'logs-dark',
    '/logs?q=service=payment timed&at=1795355745897-1f3a22d5d5',
    '.log-near__line.is-this',
    { theme: 'dark' },
  ],
  ['logs-narrow', '/logs?q=level=error', '.log-text', narrow],
  ['logs-patterns-light', '/logs?view=patterns', '.pattern-spark', low],
  ['trace-logs-light', '/trace/mock-30?view=logs', '.log-text', low],
  ['mqe-light', wrongExpressions, '.mqe-wrong', low],
  ['mqe-dark', answers, '.uplot', { ...low, theme: 'dark' }],
  [
    'profiling-light',
    `/profiling?at=${encodeURIComponent(taskOf('payment', 14))}`,
    'text=finished',
  ],
  [
    'profiling-new-dark-narrow',
    `/profiling?new=async-profiler&service=${idOf('payment', true)}`,
    'text=payment-7d9f8b6c4-xkq2',
    { ...narrow, theme: 'dark' },
  ],
  ['profile-light', profile, '.symbol-table__body .symbol-row'],
  ['profile-diff-dark', comparison, '.symbol-table__body .is-diff', { theme: 'dark' }],
  ['profile-narrow', profile, '.symbol-table__body .symbol-row', narrow],
  ['profile-dumps-light', dumps, '.segment-waterfall'],
  ['first-visit-light', '/services', 'text=Nothing has arrived yet', { scene: 'empty' }],
  ['broken-dark', '/services', 'text=The server answered 503', { scene: 'broken', theme: 'dark' }],
];

for (const [name, path, selector, options] of views) {
  test(`draws ${name} as before`, { skip }, async () => {
    const opened = await openPage(stage, path, { ...wide, ...options, isStill: true });
    await opened.page.locator(selector).first().waitFor();
    const actual = await takePicture(opened.page);
    await opened.close();
    await check(name, join(goldens, `${name}.png`), actual);
  });
}

test('draws the picture of the README as before', { skip }, async () => {
  await check('overview', overview, await takeOverview(stage));
});

/** Fails where a picture is not its golden one, and leaves both what it is and what differs to be looked at. */
async function check(name: string, file: string, actual: Buffer): Promise<void> {
  if (isUpdate) {
    await writeFile(file, actual);
    return;
  }
  const golden = await readFile(file);
  const { shareDiffering, difference } = await comparePictures(canvas, golden, actual, precision);
  if (shareDiffering <= precision.shareMax) return;
  await writeFile(join(failures, `${name}.actual.png`), actual);
  await writeFile(join(failures, `${name}.difference.png`), difference);
  assert.fail(
    `${(shareDiffering * 100).toFixed(3)} % of the pixels differ: see e2e/.cache/screenshots/${name}.*.png. ` +
      'If that is meant, make the golden pictures anew: UPDATE=1 node --test e2e/ui/screenshots.test.ts',
  );
}

test('has a golden picture for each view and no other', { skip }, async () => {
  const names = await readdir(goldens);
  assert.deepEqual(
    names.toSorted(),
    [...views.map(([name]) => `${name}.png`), 'made-with.json'].toSorted(),
  );
});
