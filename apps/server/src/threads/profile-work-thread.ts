import { CodedError, type Logger } from '@stormpetrel/base';
import type { JfrEventType, ProfileElement, profileErrors } from '@stormpetrel/profile';
import type {
  ProfileExport,
  ProfileFile,
  ProfileWork,
  ReadProfile,
} from '@stormpetrel/profile/jobs';
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { serverErrorCodes } from '../errors.ts';
import { type ProfileWorkLimits, profileWorkLimits } from './limits.ts';
import type { ProfileJob, ProfileJobKind, ProfileOutcome, ProfileResults } from './profile-job.ts';
import { compileCacheFolder, threadEntry } from './thread-entry.ts';

/** As a type only: the library itself is loaded where the work is done, and nowhere else. */
const tooLargeCode: (typeof profileErrors)['tooLarge']['code'] = 'PROFILE_TOO_LARGE';

/** A job on its way. Exactly one of `resolve` and `reject` is called. */
interface Waiting {
  readonly job: ProfileJob;
  readonly sizeBytes: number;
  resolve(result: ProfileResults[ProfileJobKind]): void;
  reject(error: unknown): void;
}

/**
 * Work with profiles in a thread of its own, which is there only while there is work: at rest it would hold 20 MiB for
 * nothing. Jobs are done one after another. A job that is given up, takes too long or needs too much memory costs the thread,
 * not the jobs behind it: they go to a new one. May be used in any thread.
 */
export class ProfileWorkThread implements ProfileWork {
  readonly #logger: Logger;
  readonly #limits: ProfileWorkLimits;
  readonly #waiting: Waiting[] = [];
  #running: Waiting | undefined;
  #waitingBytes = 0;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(logger: Logger, limits: Partial<ProfileWorkLimits> = {}) {
    this.#logger = logger;
    this.#limits = { ...profileWorkLimits, ...limits };
  }

  async readFile(file: ProfileFile, signal?: AbortSignal): Promise<ReadProfile> {
    const scratchPath = file.scratchPath ?? `${file.path}.unpacked`;
    try {
      const job = { kind: 'readFile', file: { ...file, scratchPath } } as const;
      return await this.#ask<'readFile'>(job, signal);
    } finally {
      // Where the thread was ended half-way, nobody else removes it.
      await rm(scratchPath, { force: true }).catch(() => undefined);
    }
  }

  jfrTree(
    profiles: readonly Uint8Array[],
    event: JfrEventType,
  ): Promise<readonly ProfileElement[]> {
    return this.#ask<'jfrTree'>({ kind: 'jfrTree', profiles, event });
  }

  pprofTree(profiles: readonly Uint8Array[]): Promise<readonly ProfileElement[]> {
    return this.#ask<'pprofTree'>({ kind: 'pprofTree', profiles });
  }

  exportProfile(profile: Uint8Array, to: ProfileExport): Promise<Uint8Array> {
    return this.#ask<'exportProfile'>({ kind: 'exportProfile', profile, to });
  }

  /** Refuses what waits and what comes later. */
  async close(): Promise<void> {
    this.#closed = true;
    const left = [...(this.#running === undefined ? [] : [this.#running]), ...this.#waiting];
    this.#running = undefined;
    this.#waiting.length = 0;
    await this.#end();
    for (const waiting of left) waiting.reject(refusedBecause('the server is stopping'));
  }

  #ask<Kind extends ProfileJobKind>(
    job: ProfileJob,
    signal?: AbortSignal,
  ): Promise<ProfileResults[Kind]> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    const sizeBytes = sizeOf(job);
    const refusal = this.#refusal(sizeBytes);
    if (refusal !== undefined) return Promise.reject(refusal);
    const { promise, resolve, reject } = Promise.withResolvers<ProfileResults[ProfileJobKind]>();
    const waiting: Waiting = { job, sizeBytes, resolve, reject };
    const giveUp = (): void => this.#giveUp(waiting, signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#waitingBytes += sizeBytes;
    this.#waiting.push(waiting);
    this.#startNext();
    return promise.finally(() => {
      this.#waitingBytes -= sizeBytes;
      signal?.removeEventListener('abort', giveUp);
    }) as Promise<ProfileResults[Kind]>;
  }

  #refusal(sizeBytes: number): CodedError | undefined {
    if (this.#closed) return refusedBecause('the server is stopping');
    const jobs = this.#waiting.length + (this.#running === undefined ? 0 : 1);
    const isFull =
      jobs >= this.#limits.jobsMax || this.#waitingBytes + sizeBytes > this.#limits.waitingBytesMax;
    return isFull ? refusedBecause('too many profiles wait to be read') : undefined;
  }

  #startNext(): void {
    if (this.#running !== undefined) return;
    clearTimeout(this.#timer);
    const next = this.#waiting.shift();
    if (next === undefined) {
      if (this.#worker === undefined) return;
      this.#timer = setTimeout(() => void this.#end(), this.#limits.idleMs);
      this.#timer.unref();
      return;
    }
    this.#running = next;
    this.#worker ??= this.#startWorker();
    this.#worker.postMessage(next.job);
    const { jobMsMax } = this.#limits;
    this.#timer = setTimeout(() => this.#fail(tooMuch(`more than ${jobMsMax} ms`)), jobMsMax);
  }

  #startWorker(): Worker {
    const { heapMibMax } = this.#limits;
    const worker = new Worker(threadEntry, {
      name: 'profile',
      resourceLimits: { maxOldGenerationSizeMb: heapMibMax, maxYoungGenerationSizeMb: 6 },
      workerData: { thread: 'profile', compileCacheFolder },
    });
    const isCurrent = (): boolean => this.#worker === worker;
    worker.on('message', (outcome: ProfileOutcome) => {
      if (isCurrent()) this.#settle(outcome);
    });
    worker.on('error', (error: Error & { readonly code?: string }) => {
      if (!isCurrent()) return;
      const ranOut = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (!ranOut)
        this.#logger.log('error', 'thread failed', { thread: 'profile', stack: error.stack });
      this.#fail(ranOut ? tooMuch(`more than ${heapMibMax} MiB`) : died());
    });
    worker.on('exit', () => {
      if (isCurrent()) this.#fail(died());
    });
    return worker;
  }

  #settle(outcome: ProfileOutcome): void {
    const running = this.#running;
    this.#running = undefined;
    if ('result' in outcome) running?.resolve(outcome.result);
    else running?.reject(new CodedError(outcome.fault.code, outcome.fault.message));
    this.#startNext();
  }

  /** The thread is of no more use: whatever it did is refused, and the next job gets a new one. */
  #fail(error: unknown): void {
    const running = this.#running;
    this.#running = undefined;
    void this.#endFor(running, error);
    this.#startNext();
  }

  /** The file may be removed by whoever is told, so the thread must be gone by then. */
  async #endFor(running: Waiting | undefined, error: unknown): Promise<void> {
    await this.#end();
    running?.reject(error);
  }

  #giveUp(waiting: Waiting, reason: unknown): void {
    if (this.#running === waiting) return this.#fail(reason);
    const at = this.#waiting.indexOf(waiting);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    waiting.reject(reason);
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

function sizeOf(job: ProfileJob): number {
  if ('profile' in job) return job.profile.length;
  return 'profiles' in job ? job.profiles.reduce((sum, { length }) => sum + length, 0) : 0;
}

function refusedBecause(why: string): CodedError {
  return new CodedError(serverErrorCodes.workRefused, `${why}: try again in a moment`);
}

function tooMuch(what: string): CodedError {
  return new CodedError(tooLargeCode, `reading the profile takes ${what}`);
}

function died(): CodedError {
  return new CodedError(serverErrorCodes.workFailed, 'the thread that reads profiles ended');
}
