import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, CodedError, type SampledLogger, messageOf } from '@stormpetrel/base';
import { profilingDataSchemas } from '@stormpetrel/model';
import type { ProfileWork, ReadProfile } from '@stormpetrel/profile/jobs';
import type { RowWriter } from '@stormpetrel/storage/api';
import type { UploadOrigin } from './file-upload.ts';
import type { ProfilingLimits } from './profiling-limits.ts';
import type { TaskLog } from './task-log.ts';

/** A file that has arrived whole. */
export interface ArrivedFile {
  readonly origin: UploadOrigin;
  readonly path: string;
}

/** The code with which `ProfileWork` says that too much waits. */
const workRefused = 'WORK_REFUSED';

/**
 * Reads files that have arrived, one after another, and stores each profile together with the line that says that it is there:
 * both or neither. A file that can not be read leaves only a line that says why.
 */
export class ProfileIntake {
  readonly #work: ProfileWork;
  readonly #rows: RowWriter;
  readonly #taskLog: TaskLog;
  readonly #clock: Clock;
  readonly #log: SampledLogger;
  readonly #limits: ProfilingLimits;
  readonly #unreadable: () => void;
  readonly #stop = new AbortController();
  #last: Promise<void> = Promise.resolve();

  constructor(parts: {
    readonly work: ProfileWork;
    readonly rows: RowWriter;
    readonly taskLog: TaskLog;
    readonly clock: Clock;
    readonly log: SampledLogger;
    readonly limits: ProfilingLimits;
    readonly unreadable: () => void;
  }) {
    this.#work = parts.work;
    this.#rows = parts.rows;
    this.#taskLog = parts.taskLog;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#limits = parts.limits;
    this.#unreadable = parts.unreadable;
  }

  /** Resolves when the profile is stored, or never will be. Never rejects. */
  take(file: ArrivedFile): Promise<void> {
    const taken = this.#last.then(() => this.#take(file));
    this.#last = taken;
    return taken;
  }

  /** Resolves when nothing is left to read. */
  drain(): Promise<void> {
    return this.#last;
  }

  /** What is being read is given up. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#last;
  }

  async #take(file: ArrivedFile): Promise<void> {
    try {
      const read = await this.#read(file);
      if (typeof read === 'string') this.#taskLog.finished(file.origin, read);
      else await this.#store(file.origin, read);
    } catch {
      // Only a stop comes here: the file goes, and so does the task of an agent that will ask again.
    } finally {
      await rm(file.path, { force: true });
    }
  }

  /** The profile, or why there is none. */
  async #read({ origin, path }: ArrivedFile): Promise<ReadProfile | string> {
    const kind = origin.kind === 'pprof' ? 'pprof' : 'jfr';
    const { signal } = this.#stop;
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted();
      try {
        return await this.#work.readFile({ path, kind }, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (isRefused(error) && tries < this.#limits.workTriesMax) {
          await pause(this.#limits.workRetryDelayMs, undefined, { signal });
          continue;
        }
        this.#unreadable();
        const reason = messageOf(error);
        this.#log.log('profile-unreadable', 'warn', 'a profile of an agent can not be read', {
          kind,
          reason,
        });
        return reason === '' ? 'the profile cannot be read' : reason;
      }
    }
  }

  async #store(origin: UploadOrigin, { bytes }: ReadProfile): Promise<void> {
    const uploadTime = this.#clock.nowMs();
    const row = { uploadTime, taskId: origin.task.id, instance: origin.instanceId, profile: bytes };
    let delayMs = this.#limits.retryDelayMinMs;
    for (let tries = 1; ; tries++) {
      try {
        await this.#rows.writeRows({
          records: [
            { schema: profilingDataSchemas[origin.kind], rows: [row] },
            this.#taskLog.finishedRow(origin),
          ],
        });
        return;
      } catch (error) {
        const reason = messageOf(error);
        this.#log.log('profile-not-stored', 'error', 'the store refused a profile', { reason });
        if (tries === this.#limits.profileWritesMax) {
          this.#taskLog.failed(origin, `the profile could not be stored: ${reason}`);
          return;
        }
      }
      await pause(delayMs, undefined, { signal: this.#stop.signal });
      delayMs = Math.min(delayMs * 2, this.#limits.retryDelayMaxMs);
    }
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof CodedError && error.code === workRefused;
}
