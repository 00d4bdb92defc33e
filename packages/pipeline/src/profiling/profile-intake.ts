import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, type SampledLogger, messageOf } from '@stormpetrel/base';
import { profilingDataSchemas } from '@stormpetrel/model';
import type { ProfileWork, ReadProfile } from '@stormpetrel/profile/jobs';
import type { RowWriter } from '@stormpetrel/storage/api';
import { askPatiently } from './ask-patiently.ts';
import type { UploadOrigin } from './file-upload.ts';
import type { ProfilingLimits } from './profiling-limits.ts';
import type { TaskLog } from './task-log.ts';
import type { UploadFolder } from './upload-folder.ts';

/** A file that has arrived whole. */
export interface ArrivedFile {
  readonly origin: UploadOrigin;
  readonly path: string;
}

/**
 * Reads files that have arrived, one after another, and stores each profile together with the line that says that it is there:
 * both or neither. A file that can not be read leaves only a line that says why. What a stop of the server comes before stays in
 * the folder, for the next one to read.
 */
export class ProfileIntake {
  readonly #work: ProfileWork;
  readonly #folder: UploadFolder;
  readonly #rows: RowWriter;
  readonly #taskLog: TaskLog;
  readonly #clock: Clock;
  readonly #log: SampledLogger;
  readonly #limits: ProfilingLimits;
  readonly #unreadable: () => void;
  readonly #stop = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: {
    readonly work: ProfileWork;
    readonly folder: UploadFolder;
    readonly rows: RowWriter;
    readonly taskLog: TaskLog;
    readonly clock: Clock;
    readonly log: SampledLogger;
    readonly limits: ProfilingLimits;
    readonly unreadable: () => void;
  }) {
    this.#work = parts.work;
    this.#folder = parts.folder;
    this.#rows = parts.rows;
    this.#taskLog = parts.taskLog;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#limits = parts.limits;
    this.#unreadable = parts.unreadable;
  }

  /** Resolves to whether the profile is stored, when that is known. Never rejects. */
  take(file: ArrivedFile): Promise<boolean> {
    const taken = this.#last.then(() => this.#take(file));
    this.#last = taken;
    return taken;
  }

  /** Resolves when nothing is left to read. */
  async drain(): Promise<void> {
    await this.#last;
  }

  /** What is being read is given up. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#last;
  }

  async #take(file: ArrivedFile): Promise<boolean> {
    try {
      const read = await this.#read(file);
      const isStored = typeof read !== 'string' && (await this.#store(file.origin, read));
      if (typeof read === 'string') this.#taskLog.finished(file.origin, read);
      this.#folder.remove(file.path);
      return isStored;
    } catch {
      // Only a stop comes here.
      return false;
    }
  }

  /** The profile, or why there is none. */
  async #read({ origin, path }: ArrivedFile): Promise<ReadProfile | string> {
    const kind = origin.kind === 'pprof' ? 'pprof' : 'jfr';
    const { signal } = this.#stop;
    try {
      const ask = () => this.#work.readFile({ path, kind }, signal);
      return await askPatiently(ask, this.#limits, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#unreadable();
      const reason = messageOf(error);
      this.#log.log('profile-unreadable', 'warn', 'a profile of an agent can not be read', {
        kind,
        reason,
      });
      return reason === '' ? 'the profile cannot be read' : reason;
    }
  }

  async #store(origin: UploadOrigin, { bytes }: ReadProfile): Promise<boolean> {
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
        return true;
      } catch (error) {
        const reason = messageOf(error);
        this.#log.log('profile-not-stored', 'error', 'the store refused a profile', { reason });
        if (tries === this.#limits.profileWritesMax) {
          this.#taskLog.failed(origin, `the profile could not be stored: ${reason}`);
          return false;
        }
      }
      await pause(delayMs, undefined, { signal: this.#stop.signal });
      delayMs = Math.min(delayMs * 2, this.#limits.retryDelayMaxMs);
    }
  }
}
