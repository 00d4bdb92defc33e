import { writeFile } from 'node:fs/promises';
import {
  type Clock,
  CodedError,
  type Counter,
  type SampledLogger,
  messageOf,
} from '@stormpetrel/base';
import { type ProfilingTask, SnapshotLanguage, threadSnapshotRecord } from '@stormpetrel/model';
import type { profileErrors } from '@stormpetrel/profile';
import type { ProfileWork, SplitProfile } from '@stormpetrel/profile/jobs';
import { askPatiently, isRefused } from './ask-patiently.ts';
import type { ProfilingLimits } from './profiling-limits.ts';
import type { RowBuffer } from './row-buffer.ts';
import type { TaskFinder } from './task-finder.ts';
import type { UploadFolder } from './upload-folder.ts';

/** Why a profile is dropped: for the counter. */
type DropReason = 'unknown_task' | 'unreadable' | 'too_large' | 'in_future' | 'too_old' | 'busy';

/** As a type only: few servers ever see a profile of Go, and the library is loaded where it is read. */
const tooLargeCode: (typeof profileErrors)['tooLarge']['code'] = 'PROFILE_TOO_LARGE';

/**
 * Profiles of Go's trace profiling (receiver of SkyWalking, ProfileTaskServiceHandler.goProfileReport): read by the worker, and
 * there taken apart into one profile for each segment, as a label of the samples names it.
 */
export class GoTraceIntake {
  readonly #parts: GoTraceParts;
  readonly #stop = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #queued = 0;
  #queuedBytes = 0;

  constructor(parts: GoTraceParts) {
    this.#parts = parts;
  }

  take(taskId: string, file: Uint8Array): void {
    const { goProfilesQueuedMax, goProfileBytesQueuedMax } = this.#parts.limits;
    const queuedBytes = this.#queuedBytes + file.length;
    if (this.#queued >= goProfilesQueuedMax || queuedBytes > goProfileBytesQueuedMax) {
      this.#parts.dropped('busy').add();
      return;
    }
    this.#queued++;
    this.#queuedBytes = queuedBytes;
    this.#last = this.#last
      .then(() => this.#take(taskId, file))
      .then((reason) => {
        this.#queued--;
        this.#queuedBytes -= file.length;
        if (reason !== undefined) this.#parts.dropped(reason).add();
      });
  }

  /** Resolves when all that was taken is in the buffer, or dropped. */
  drain(): Promise<void> {
    return this.#last;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#last;
  }

  /** Never rejects: those behind wait for it. */
  async #take(taskId: string, file: Uint8Array): Promise<DropReason | undefined> {
    const { finder, folder, work, limits } = this.#parts;
    const { signal } = this.#stop;
    const path = folder.newPath();
    try {
      const task = await finder.find('trace', taskId);
      if (task === undefined) return 'unknown_task';
      await writeFile(path, file, { flag: 'wx', mode: 0o600 });
      const splitLimits = {
        samplesMax: limits.goProfileSamplesMax,
        partsMax: limits.goProfileSegmentsMax,
      };
      const ask = () => work.splitFile({ path, kind: 'pprof' }, splitLimits, signal);
      return this.#buffer(task, await askPatiently(ask, limits, signal));
    } catch (error) {
      if (signal.aborted || isRefused(error)) return 'busy';
      if (error instanceof CodedError && error.code === tooLargeCode) return 'too_large';
      this.#parts.unreadable();
      this.#parts.log.log(
        'go-profile-unreadable',
        'warn',
        'a profile of a Go agent can not be read',
        { reason: messageOf(error) },
      );
      return 'unreadable';
    } finally {
      folder.remove(path);
    }
  }

  #buffer(task: ProfilingTask, { startMs, parts }: SplitProfile): DropReason | undefined {
    const { clock, limits, buffer } = this.#parts;
    const dumpTime = startMs > 0 ? Math.floor(startMs) : clock.nowMs();
    if (dumpTime > clock.nowMs() + limits.futureSkewMaxMs) return 'in_future';
    if (dumpTime < task.startTimeMs - limits.futureSkewMaxMs) return 'too_old';
    for (const { segmentId, bytes } of parts) {
      if (segmentId === '' || segmentId.length > limits.idLengthMax) continue;
      buffer.add({
        schema: threadSnapshotRecord,
        row: {
          dumpTime,
          taskId: task.id,
          segmentId,
          sequence: 0,
          language: SnapshotLanguage.go,
          stack: bytes,
        },
        sizeBytes: bytes.length + 512,
      });
    }
    return undefined;
  }
}

export interface GoTraceParts {
  readonly finder: TaskFinder;
  readonly folder: UploadFolder;
  readonly work: ProfileWork;
  readonly buffer: RowBuffer;
  readonly clock: Clock;
  readonly log: SampledLogger;
  readonly limits: ProfilingLimits;
  readonly dropped: (reason: DropReason) => Counter;
  readonly unreadable: () => void;
}
