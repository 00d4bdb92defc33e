import { type Clock, CodedError, type Logger, type Telemetry } from '@stormpetrel/base';
import type { JfrEventType, ProfileElement, profileErrors } from '@stormpetrel/profile';
import type {
  ProfileExport,
  ProfileFile,
  ProfileWork,
  ReadProfile,
  SplitLimits,
  SplitProfile,
} from '@stormpetrel/profile/jobs';
import type {
  DumpChoice,
  DumpWork,
  SegmentRange,
  SegmentsAnalysis,
} from '@stormpetrel/query/dumps';
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Config } from '../config/load-config.ts';
import { serverErrorCodes } from '../errors.ts';
import { type ProfileWorkLimits, profileWorkLimits } from './limits.ts';
import type {
  ProfileJob,
  ProfileJobKind,
  ProfileMessage,
  ProfileOutcome,
  ProfileResults,
} from './profile-job.ts';
import { type JobFailure, ProfileWorkTelemetry } from './profile-work-telemetry.ts';
import { setGarbageMib } from './start-worker.ts';
import { compileCacheFolder, threadEntry } from './thread-entry.ts';

/** As a type only: the library itself is loaded where the work is done, and nowhere else. */
const tooLargeCode: (typeof profileErrors)['tooLarge']['code'] = 'PROFILE_TOO_LARGE';

/** A job on its way. Exactly one of `resolve` and `reject` is called. */
interface Waiting {
  readonly job: ProfileJob;
  readonly sizeBytes: number;
  /** When its turn came, by the monotonic clock. */
  startMs: number;
  resolve(result: ProfileResults[ProfileJobKind]): void;
  reject(error: unknown): void;
}

export interface ProfileWorkThreadOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Where the store is, for those who ask for dumps. */
  readonly config?: Config;
  readonly limits?: Partial<ProfileWorkLimits>;
}

/**
 * Work with profiles in a thread of its own, which is there only while there is work: at rest it would hold 20 MiB for
 * nothing. Jobs are done one after another. A job that is given up, takes too long or needs too much memory costs the thread,
 * not the jobs behind it: they go to a new one. May be used in any thread.
 */
export class ProfileWorkThread implements ProfileWork, DumpWork {
  readonly #config: Config | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #telemetry: ProfileWorkTelemetry;
  readonly #limits: ProfileWorkLimits;
  readonly #waiting: Waiting[] = [];
  #running: Waiting | undefined;
  #waitingBytes = 0;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ProfileWorkThreadOptions) {
    this.#config = options.config;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#limits = { ...profileWorkLimits, ...options.limits };
    this.#telemetry = new ProfileWorkTelemetry(options.telemetry, {
      jobs: () => this.#jobs,
      bytes: () => this.#waitingBytes,
    });
  }

  readFile(file: ProfileFile, signal?: AbortSignal): Promise<ReadProfile> {
    return withScratch(file, (own) =>
      this.#ask<'readFile'>({ kind: 'readFile', file: own }, signal),
    );
  }

  splitFile(file: ProfileFile, limits: SplitLimits, signal?: AbortSignal): Promise<SplitProfile> {
    return withScratch(file, (own) =>
      this.#ask<'splitFile'>({ kind: 'splitFile', file: own, limits }, signal),
    );
  }

  jfrTree(
    profiles: readonly Uint8Array[],
    event: JfrEventType,
    signal?: AbortSignal,
  ): Promise<readonly ProfileElement[]> {
    return this.#ask<'jfrTree'>({ kind: 'jfrTree', profiles, event }, signal);
  }

  pprofTree(
    profiles: readonly Uint8Array[],
    signal?: AbortSignal,
  ): Promise<readonly ProfileElement[]> {
    return this.#ask<'pprofTree'>({ kind: 'pprofTree', profiles }, signal);
  }

  exportProfile(profile: Uint8Array, to: ProfileExport, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#ask<'exportProfile'>({ kind: 'exportProfile', profile, to }, signal);
  }

  analyzeSegments(
    ranges: readonly SegmentRange[],
    signal?: AbortSignal,
  ): Promise<SegmentsAnalysis> {
    return this.#ask<'analyzeSegments'>({ kind: 'analyzeSegments', ranges }, signal);
  }

  readTraceProfile(taskId: string, choice: DumpChoice, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#ask<'readTraceProfile'>({ kind: 'readTraceProfile', taskId, choice }, signal);
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
    if (refusal !== undefined) {
      this.#telemetry.failures.refused.add();
      return Promise.reject(refusal);
    }
    const { promise, resolve, reject } = Promise.withResolvers<ProfileResults[ProfileJobKind]>();
    const waiting: Waiting = { job, sizeBytes, startMs: 0, resolve, reject };
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

  /** Those that run or wait. */
  get #jobs(): number {
    return this.#waiting.length + (this.#running === undefined ? 0 : 1);
  }

  #refusal(sizeBytes: number): CodedError | undefined {
    if (this.#closed) return refusedBecause('the server is stopping');
    const isFull =
      this.#jobs >= this.#limits.jobsMax ||
      this.#waitingBytes + sizeBytes > this.#limits.waitingBytesMax;
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
    next.startMs = this.#clock.monotonicMs();
    this.#worker ??= this.#startWorker();
    this.#worker.postMessage(next.job);
    const { jobMsMax } = this.#limits;
    this.#timer = setTimeout(
      () => this.#fail('time', tooMuch(`more than ${jobMsMax} ms`)),
      jobMsMax,
    );
  }

  #startWorker(): Worker {
    const { heapMibMax } = this.#limits;
    // Unlike threads that take in, this one holds much, and garbage beside it would be as much again.
    setGarbageMib(0);
    const worker = new Worker(threadEntry, {
      name: 'profile',
      resourceLimits: { maxOldGenerationSizeMb: heapMibMax, maxYoungGenerationSizeMb: 6 },
      workerData: { thread: 'profile', compileCacheFolder, config: this.#config },
    });
    this.#telemetry.started.add();
    const isCurrent = (): boolean => this.#worker === worker;
    worker.on('message', (message: ProfileMessage) => {
      if ('log' in message) {
        const { level, message: text, fields } = message.log;
        this.#logger.log(level, text, { thread: 'profile', ...fields });
      } else if (isCurrent()) this.#settle(message);
    });
    worker.on('error', (error: Error & { readonly code?: string }) => {
      if (!isCurrent()) return;
      const ranOut = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (!ranOut)
        this.#logger.log('error', 'thread failed', { thread: 'profile', stack: error.stack });
      if (ranOut) this.#fail('memory', tooMuch(`more than ${heapMibMax} MiB`));
      else this.#fail('died', died());
    });
    worker.on('exit', () => {
      if (isCurrent()) this.#fail('died', died());
    });
    return worker;
  }

  #settle(outcome: ProfileOutcome): void {
    const running = this.#leave('fault' in outcome ? 'unsound' : undefined);
    if ('fault' in outcome) {
      running?.reject(new CodedError(outcome.fault.code, outcome.fault.message));
    } else if (running !== undefined) {
      this.#telemetry.readBytes[running.job.kind].add(outcome.readBytes);
      running.resolve(outcome.result);
    }
    this.#startNext();
  }

  /** The job that ran runs no more. */
  #leave(failure: JobFailure | undefined): Waiting | undefined {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return undefined;
    const tookMs = this.#clock.monotonicMs() - running.startMs;
    this.#telemetry.seconds[running.job.kind].observe(tookMs / 1_000);
    if (failure !== undefined) this.#telemetry.failures[failure].add();
    return running;
  }

  /** The thread is of no more use: whatever it did is refused, and the next job gets a new one. */
  #fail(failure: JobFailure, error: unknown): void {
    void this.#endFor(this.#leave(failure), error);
    this.#startNext();
  }

  /** The file may be removed by whoever is told, so the thread must be gone by then. */
  async #endFor(running: Waiting | undefined, error: unknown): Promise<void> {
    await this.#end();
    running?.reject(error);
  }

  #giveUp(waiting: Waiting, reason: unknown): void {
    if (this.#running === waiting) return this.#fail('given_up', reason);
    const at = this.#waiting.indexOf(waiting);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    this.#telemetry.failures.given_up.add();
    waiting.reject(reason);
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

/** Where a recording that came packed is unpacked to. Where the thread was ended half-way, nobody else removes that. */
async function withScratch<T>(
  file: ProfileFile,
  read: (file: ProfileFile) => Promise<T>,
): Promise<T> {
  const scratchPath = file.scratchPath ?? `${file.path}.unpacked`;
  try {
    return await read({ ...file, scratchPath });
  } finally {
    await rm(scratchPath, { force: true }).catch(() => undefined);
  }
}

function sizeOf(job: ProfileJob): number {
  if ('profile' in job) return job.profile.length + (job.to.against?.profile.length ?? 0);
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
