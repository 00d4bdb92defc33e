/** A real browser on the built pages, against the made-up shop: what the tests of the interface share. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { startMockServer } from '@stormpetrel/ui/mock-server';
import type { MockServer, Scene } from '@stormpetrel/ui/mock-server';
import { waitForQuiet, watchNetwork } from './quiet-network.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** False where there is no browser: the tests are skipped there, not failed. */
export const hasBrowser = existsSync(executablePath);

/** The present of every test: the incident of the made-up shop began twelve minutes before. */
export const present = Date.parse('2026-11-22T14:03:30Z');

const launchFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The built interface in a folder of its own, and a browser. */
export interface Stage {
  readonly files: string;
  readonly browser: Browser;
  /** What tests have opened and, because they failed, not closed. */
  readonly opened: Set<OpenedPage>;
  close(): Promise<void>;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: launchFlags });
}

/** The interface as it is now, built into a folder of its own. */
async function buildFiles(): Promise<string> {
  const files = await mkdtemp(join(tmpdir(), 'stormpetrel-ui-'));
  const cwd = join(import.meta.dirname, '../../apps/ui');
  const vite = join(import.meta.dirname, '../../node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', files, '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, args, { cwd });
  return files;
}

/** `UI_FILES` names a build that was made for several test files at once. */
export async function openStage(): Promise<Stage> {
  const built = process.env['UI_FILES'];
  const files = built ?? (await buildFiles());
  const browser = await openBrowser();
  const opened = new Set<OpenedPage>();
  return {
    files,
    browser,
    opened,
    async close() {
      // An open server would keep the test process alive for ever.
      await Promise.all([...opened].map((each) => each.close()));
      await browser.close();
      if (built === undefined) await rm(files, { recursive: true, force: true });
    },
  };
}

/** Nothing on these pages takes longer, on a busy machine too. */
const waitMsMax = 15_000;

/** A page under watch. */
export interface Visit {
  readonly page: Page;
  /** What a reader of the console would see, and every address that is not the server's. */
  readonly complaints: string[];
}

export interface VisitOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** Opens an empty page that notes what is wrong with a server's pages. */
export async function openVisit(
  browser: Browser,
  origin: string,
  options: VisitOptions = {},
): Promise<Visit> {
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.theme ?? 'light',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(waitMsMax);
  watchNetwork(page);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:'))
      complaints.push(`left the origin: ${url}`);
  });
  return { page, complaints };
}

export interface OpenedPage extends Visit {
  readonly server: MockServer;
  readonly close: () => Promise<void>;
}

export interface OpenOptions extends VisitOptions {
  readonly scene?: Scene;
  /** The clock stands still at `present`, on the server and in the page: for pictures. */
  readonly isStill?: boolean;
  /** How far the clock of the reader's machine is ahead of the server's; none unless it is said, whatever day it is. */
  readonly aheadMs?: number;
}

/** Opens an address and waits until it has been drawn. What a test does not close, the stage closes. */
export async function openPage(
  stage: Stage,
  path: string,
  options: OpenOptions = {},
): Promise<OpenedPage> {
  const server = await startMockServer({
    files: stage.files,
    nowMs: present,
    scene: options.scene ?? 'full',
    isStill: options.isStill === true,
  });
  const { page, complaints } = await openVisit(stage.browser, server.url, options);
  if (options.isStill === true) await page.clock.setFixedTime(present);
  else await page.addInitScript(clockMoved(present + (options.aheadMs ?? 0) - Date.now()));
  await page.goto(server.url + path);
  await waitForQuiet(page);
  const opened: OpenedPage = {
    page,
    server,
    complaints,
    async close() {
      stage.opened.delete(opened);
      await page.close();
      await server.close();
    },
  };
  stage.opened.add(opened);
  return opened;
}

/** A script that moves the page's clock, which goes on from there. */
function clockMoved(byMs: number): string {
  return `{ const now = Date.now; Date = class extends Date {
    constructor(...parts) { if (parts.length > 0) super(...parts); else super(Date.now()); }
    static now() { return now() + ${byMs}; }
  } }`;
}

const restMs = 100;
const restTriesMax = 50;

/** The page when it has come to rest: two pictures in a row are the same. */
export async function takePicture(page: Page): Promise<Buffer> {
  await page.evaluate('document.fonts.ready');
  let last = await page.screenshot({ animations: 'disabled' });
  for (let i = 0; i < restTriesMax; i++) {
    await page.waitForTimeout(restMs);
    const next = await page.screenshot({ animations: 'disabled' });
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error(`${page.url()} does not come to rest`);
}

const axeSource = await readFile(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** What axe finds wrong with the page, one line each; with a rule, only what breaks that. */
export async function findAccessFaults(page: Page, rule?: string): Promise<string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axeSource);
  const options = {
    resultTypes: ['violations'],
    ...(rule !== undefined && { runOnly: { type: 'rule', values: [rule] } }),
  };
  return page.evaluate<string[]>(
    `axe.run(document, ${JSON.stringify(options)}).then((result) => result.violations.flatMap((fault) =>
      fault.nodes.map((node) => fault.id + ': ' + node.target.join(' ') + ' ' + node.failureSummary.split('\\n')[1])))`,
  );
}

/**
 * The same in both themes, which are changed on the open page, as a reader's system changes them at dusk. Nothing but colours
 * differs then, so nothing but contrast is looked at once more.
 */
export async function findAccessFaultsInBothThemes(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'light' });
  const faults = (await findAccessFaults(page)).map((fault) => `light: ${fault}`);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await findAccessFaults(page, 'color-contrast');
  return [...faults, ...dark.map((fault) => `dark: ${fault}`)];
}

/** The id that the protocol gives to a service, and to what belongs to it. */
export function idOf(service: string, normal: boolean, child?: string): string {
  const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  const own = `${encode(service)}.${normal ? 1 : 0}`;
  return child === undefined ? own : `${own}_${encode(child)}`;
}
