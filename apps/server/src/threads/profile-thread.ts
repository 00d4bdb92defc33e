/** The thread that reads profiles and adds them up: one job at a time, each of which may take seconds. */
import { CodedError, messageOf } from '@stormpetrel/base';
import { inlineProfileWork } from '@stormpetrel/profile/jobs';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { serverErrorCodes } from '../errors.ts';
import type { ProfileJob, ProfileOutcome, ProfileResults } from './profile-job.ts';

const port = parentPort as MessagePort;
const work = inlineProfileWork();

port.on('message', (job: ProfileJob) => {
  run(job).then(
    (result) => send({ result }, result),
    (error: unknown) => send({ fault: faultOf(error) }),
  );
});

function run(job: ProfileJob): Promise<ProfileResults[ProfileJob['kind']]> {
  switch (job.kind) {
    case 'readFile':
      return work.readFile(job.file);
    case 'jfrTree':
      return work.jfrTree(job.profiles, job.event);
    case 'pprofTree':
      return work.pprofTree(job.profiles);
    case 'exportProfile':
      return work.exportProfile(job.profile, job.to);
  }
}

/** Bytes are handed over, not copied. */
function send(outcome: ProfileOutcome, result?: ProfileResults[ProfileJob['kind']]): void {
  const bytes = result !== undefined && 'bytes' in result ? result.bytes : result;
  const isOwn = bytes instanceof Uint8Array && bytes.length === bytes.buffer.byteLength;
  port.postMessage(outcome, isOwn ? [bytes.buffer as ArrayBuffer] : []);
}

function faultOf(error: unknown): { readonly code: string; readonly message: string } {
  const code = error instanceof CodedError ? error.code : serverErrorCodes.workFailed;
  return { code, message: messageOf(error) };
}
