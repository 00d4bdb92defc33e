/** The thread that reads profiles and adds them up: one job at a time, each of which may take seconds. */
import { CodedError, type Logger, messageOf } from '@stormpetrel/base';
import { inlineProfileWork } from '@stormpetrel/profile/jobs';
import type { DumpWork } from '@stormpetrel/query/dumps';
import { statSync } from 'node:fs';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Config } from '../config/load-config.ts';
import { serverErrorCodes } from '../errors.ts';
import type { ProfileJob, ProfileMessage, ProfileResults } from './profile-job.ts';

type Result = ProfileResults[ProfileJob['kind']];

const port = parentPort as MessagePort;
const { config } = workerData as { readonly config?: Config };
const work = inlineProfileWork();
const logger: Logger = {
  log: (level, message, fields = {}) => send({ log: { level, message, fields } }),
};
let dumpWork: DumpWork | undefined;

port.on('message', (job: ProfileJob) => {
  const readBytes = bytesOf(job);
  run(job).then(
    (result) => send({ result, readBytes }, ownBuffers(result)),
    (error: unknown) => send({ fault: faultOf(error) }),
  );
});

async function run(job: ProfileJob): Promise<Result> {
  switch (job.kind) {
    case 'readFile':
      return work.readFile(job.file);
    case 'splitFile':
      return work.splitFile(job.file, job.limits);
    case 'jfrTree':
      return work.jfrTree(job.profiles, job.event);
    case 'pprofTree':
      return work.pprofTree(job.profiles);
    case 'exportProfile':
      return work.exportProfile(job.profile, job.to);
    case 'analyzeSegments':
      return (await dumps()).analyzeSegments(job.ranges);
    case 'readTraceProfile':
      return (await dumps()).readTraceProfile(job.taskId, job.choice);
  }
}

/** Only threads that somebody asks for dumps read from the store. */
async function dumps(): Promise<DumpWork> {
  if (dumpWork !== undefined) return dumpWork;
  if (config === undefined) throw new TypeError('this thread was not told where the store is');
  const { openDumpWork } = await import('./open-dump-work.ts');
  dumpWork = openDumpWork(config, logger);
  return dumpWork;
}

/** Bytes that a job comes with; of dumps nobody knows before they are read. */
function bytesOf(job: ProfileJob): number {
  if ('file' in job) return statSync(job.file.path, { throwIfNoEntry: false })?.size ?? 0;
  if ('profiles' in job) return job.profiles.reduce((sum, { length }) => sum + length, 0);
  return 'profile' in job ? job.profile.length + (job.to.against?.profile.length ?? 0) : 0;
}

function send(message: ProfileMessage, handedOver: ArrayBuffer[] = []): void {
  port.postMessage(message, handedOver);
}

/** Bytes of results are handed over, not copied. */
function ownBuffers(result: Result): ArrayBuffer[] {
  const parts: readonly unknown[] =
    'parts' in result
      ? result.parts.map(({ bytes }) => bytes)
      : ['bytes' in result ? result.bytes : result];
  return parts.flatMap((bytes) => {
    if (!(bytes instanceof Uint8Array)) return [];
    const { buffer } = bytes;
    return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length ? [buffer] : [];
  });
}

function faultOf(error: unknown): { readonly code: string; readonly message: string } {
  const code = error instanceof CodedError ? error.code : serverErrorCodes.workFailed;
  return { code, message: messageOf(error) };
}
