/**
 * How much memory, beyond that of the idle server, does a recording of 200 MB take that a person brings: while it arrives, and while
 * it is read? And how long until its profile is there?
 *
 *     node bench/upload.ts [recording …]     brings those recordings instead
 */
import {
  createReadStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { type RecordingPlan, writeRecording } from './support/recordings.ts';
import { printTable } from './support/table.ts';

const plan: RecordingPlan = {
  chunks: 19,
  eventsPerChunk: 600_000,
  othersPercent: 15,
  stacks: 4_000,
  depth: 40,
  methods: 6_000,
};

const files = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'upload-bench-'));
try {
  const made = join(folder, 'recording.jfr');
  if (files.length === 0) writeRecording(made, plan);
  const rows = [];
  for (const path of files.length === 0 ? [made] : files) rows.push(await measure(path));
  printTable('A recording that a person brings', rows);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(path: string) {
  await using server = await ServerProcess.start({
    env: { SW_PROFILE_UPLOAD_MAX_SIZE: String(1 << 30) },
  });
  const uploads = new URL('/api/profiling/uploads', server.addresses.page);
  // The query side, and the thread that reads, are there before: they are no part of the file.
  await send(uploads, 'warm', 'main;run 1\n');
  const idleMb = await settledMb(server.pid);
  writeFileSync(`/proc/${server.pid}/clear_refs`, '5');
  const before = performance.now();
  let arrivedMb = 0;
  let arrivedMs = 0;
  const answer = await send(uploads, 'recording', createReadStream(path), () => {
    arrivedMs = performance.now() - before;
    arrivedMb = statusMb(server.pid, 'VmHWM');
  });
  if (!answer.startsWith('{"id"')) throw new Error(answer);
  return {
    recording: basename(path),
    MB: Math.round(statSync(path).size / 1e6),
    'idle MB': Math.round(idleMb),
    'above idle when it has arrived': Math.round(arrivedMb - idleMb),
    'above idle in all': Math.round(statusMb(server.pid, 'VmHWM') - idleMb),
    's to arrive': arrivedMs / 1_000,
    's in all': (performance.now() - before) / 1_000,
  };
}

async function send(
  to: URL,
  name: string,
  body: string | NodeJS.ReadableStream,
  onSent?: () => void,
): Promise<string> {
  const sending = request(`${to.href}?name=${name}`, { method: 'POST' });
  const answered = new Promise<string>((resolve, reject) => {
    sending.on('error', reject);
    sending.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve(text));
    });
  });
  if (typeof body === 'string') sending.end(body);
  else await pipeline(body, sending);
  onSent?.();
  return answered;
}

/** Resident memory when it has stopped to change. */
async function settledMb(pid: number): Promise<number> {
  let before = Infinity;
  for (;;) {
    const now = statusMb(pid, 'VmRSS');
    if (Math.abs(now - before) < 0.5) return now;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }
}

/** A line of /proc: memory in use now (VmRSS), or the most there was since it was cleared (VmHWM). */
function statusMb(pid: number, key: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1_024;
}
