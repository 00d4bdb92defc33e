/** The demo as a process of its own: what a reader of the README starts with `npm run demo`. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../apps/demo/src/main.ts', import.meta.url));
/** From the start of the process to the address of the page, on a busy machine. */
const startMsMax = 60_000;
const stopMsMax = 10_000;

export interface DemoProcess {
  /** The address of the page, without a slash at its end. */
  readonly url: string;
  /** What the demo has printed: the address, and the server's warnings and errors. */
  readonly lines: readonly string[];
  /** Ends the demo as Ctrl-C would. Asked again, it answers the same. */
  stop(): Promise<Remains>;
}

/** What is left of a demo that has ended. */
export interface Remains {
  readonly processes: readonly number[];
  readonly files: readonly string[];
}

/** Starts the demo on free ports. */
export async function startDemo(): Promise<DemoProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'stormpetrel-demo-test-'));
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      TMPDIR: folder,
      SW_CORE_REST_PORT: '0',
      SW_CORE_GRPC_PORT: '0',
      SW_TELEMETRY_PROMETHEUS_PORT: '0',
      SW_ADMIN_SERVER_PORT: '0',
      // Should the test be killed, the demo ends by itself.
      DEMO_MINUTES: '5',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const address = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.trim() !== '') lines.push(line.trim());
      const found = /https?:\/\/\S+/.exec(line)?.[0];
      if (found !== undefined) resolve(found.replace(/\/$/, ''));
    });
    void exited.then(() => reject(new Error(`the demo ended: ${lines.join('\n')}`)));
    setTimeout(() => reject(new Error('the demo did not start')), startMsMax).unref();
  });
  const end = async (): Promise<Remains> => {
    const family = child.pid === undefined ? [] : [child.pid, ...descendantsOf(child.pid)];
    child.kill('SIGTERM');
    await Promise.race([exited, pause(stopMsMax)]);
    const processes = family.filter(isRunning);
    for (const each of processes) process.kill(each, 'SIGKILL');
    const files = await readdir(folder);
    await rm(folder, { recursive: true, force: true });
    return { processes, files };
  };
  let remains: Promise<Remains> | undefined;
  const stop = (): Promise<Remains> => (remains ??= end());
  try {
    return { url: await address, lines, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** Processes that the process has started, and those that these have. */
function descendantsOf(pid: number): readonly number[] {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const [child, parent] of pairs)
      if (child !== undefined && parent !== undefined && family.has(parent)) family.add(child);
  }
  family.delete(pid);
  return [...family];
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function pause(waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, waitMs).unref();
  });
}
