/**
 * How long does a recording of 200 MB take to read, and how much memory beyond that of an idle process? Three recordings: many
 * chunks as a virtual machine writes them, one chunk as async-profiler writes it, and one that is mostly distinct stacks as of
 * native memory. Each is read in a process of its own.
 *
 *     node bench/jfr.ts [recording …]     reads those recordings instead
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { fileSource, jfrThreadLimits, readJfr } from '@stormpetrel/profile/jfr';
import { type RecordingPlan, writeRecording } from './support/recordings.ts';
import { printTable } from './support/table.ts';

const plans: Readonly<Record<string, RecordingPlan>> = {
  'virtual machine, 19 chunks': {
    chunks: 19,
    eventsPerChunk: 600_000,
    othersPercent: 15,
    stacks: 4_000,
    depth: 40,
    methods: 6_000,
  },
  'async-profiler, 1 chunk': {
    chunks: 1,
    eventsPerChunk: 14_600_000,
    othersPercent: 0,
    stacks: 60_000,
    depth: 40,
    methods: 20_000,
  },
  'async-profiler, many stacks': {
    chunks: 1,
    eventsPerChunk: 7_400_000,
    othersPercent: 0,
    stacks: 400_000,
    depth: 40,
    methods: 20_000,
  },
};

interface Reading {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly memoryMb: number;
  readonly samples: number;
  readonly stacks: number;
}

/** In a process of its own: has a thread read the recording, as the server does, and prints what it cost. */
async function readOnce(path: string): Promise<Reading> {
  const idleKb = statusKb('VmRSS');
  const cpuBefore = process.cpuUsage();
  const worker = new Worker(new URL(import.meta.url), {
    workerData: path,
    resourceLimits: jfrThreadLimits,
  });
  const [read] = (await once(worker, 'message')) as [Omit<Reading, 'cpuSeconds' | 'memoryMb'>];
  await once(worker, 'exit');
  const cpu = process.cpuUsage(cpuBefore);
  return {
    ...read,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    memoryMb: (statusKb('VmHWM') - idleKb) / 1024,
  };
}

/** In the thread: reads the recording and tells how long it took. */
function readInThread(path: string): void {
  const fd = openSync(path, 'r');
  const before = performance.now();
  const { profile } = readJfr(fileSource(fd));
  const seconds = (performance.now() - before) / 1000;
  closeSync(fd);
  parentPort?.postMessage({
    seconds,
    samples: profile.samples.reduce((sum, table) => sum + table.count, 0),
    stacks: profile.stacks.count,
  });
}

/** A line of /proc: memory in use now (VmRSS), or the most there was (VmHWM). */
function statusKb(key: string): number {
  const line = new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(
    readFileSync('/proc/self/status', 'utf8'),
  );
  return Number(line?.[1] ?? 0);
}

function readInChild(path: string): Reading {
  const script = fileURLToPath(import.meta.url);
  const { stdout, stderr } = spawnSync(process.execPath, [script, '--read', path], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Reading;
}

function rowOf(recording: string, path: string) {
  const reading = readInChild(path);
  return {
    recording,
    MB: Math.round(statSync(path).size / 1e6),
    s: reading.seconds,
    'CPU s': reading.cpuSeconds,
    'MB above idle': Math.round(reading.memoryMb),
    'rows of samples': reading.samples,
    stacks: reading.stacks,
  };
}

function bench(paths: readonly string[]): void {
  if (paths.length > 0) {
    printTable(
      'Reading JFR recordings',
      paths.map((path) => rowOf(basename(path), path)),
    );
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'jfr-bench-'));
  try {
    const rows = Object.entries(plans).map(([name, plan]) => {
      const path = join(folder, 'recording.jfr');
      writeRecording(path, plan);
      return rowOf(name, path);
    });
    printTable('Reading JFR recordings', rows);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [first, path] = process.argv.slice(2);
if (!isMainThread) readInThread(String(workerData));
else if (first === '--read' && path !== undefined) {
  process.stdout.write(JSON.stringify(await readOnce(path)));
} else bench(process.argv.slice(2));
