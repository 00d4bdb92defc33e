import { rm, writeFile } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { type Clock, type Counter, type SampledLogger, messageOf } from '@stormpetrel/base';
import { SnapshotLanguage, threadSnapshotRecord } from '@stormpetrel/model';
import type { StackProfile } from '@stormpetrel/profile';
import type { ProfileWork, ReadProfile } from '@stormpetrel/profile/jobs';
import type { ProfilingLimits } from './profiling-limits.ts';
import type { RowBuffer } from './row-buffer.ts';
import type { TaskFinder } from './task-finder.ts';
import type { UploadFolder } from './upload-folder.ts';

/** Why a profile is dropped: for the counter. */
type DropReason = 'unknown_task' | 'unreadable' | 'too_large' | 'in_future' | 'busy';

/**
 * Profiles of Go's trace profiling (receiver of SkyWalking, ProfileTaskServiceHandler.goProfileReport): read by the worker,
 * then taken apart into one profile for each segment, as a label of the samples names it.
 */
export class GoTraceIntake {
  readonly #parts: GoTraceParts;
  readonly #stop = new AbortController();
  #last: Promise<void> = Promise.resolve();
  #queued = 0;

  constructor(parts: GoTraceParts) {
    this.#parts = parts;
  }

  take(taskId: string, file: Uint8Array): void {
    if (this.#queued >= this.#parts.limits.goProfilesQueuedMax) {
      this.#parts.dropped('busy').add();
      return;
    }
    this.#queued++;
    this.#last = this.#last
      .then(() => this.#take(taskId, file))
      .then((reason) => {
        this.#queued--;
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

  async #take(taskId: string, file: Uint8Array): Promise<DropReason | undefined> {
    const { finder, folder, work, limits } = this.#parts;
    const path = folder.newPath();
    try {
      if ((await finder.find('trace', taskId)) === undefined) return 'unknown_task';
      await writeFile(path, file, { flag: 'wx', mode: 0o600 });
      const read = await work.readFile({ path, kind: 'pprof' }, this.#stop.signal);
      if (countSamples(read) > limits.goProfileSamplesMax) return 'too_large';
      const plain = zstdDecompressSync(read.bytes, { maxOutputLength: limits.goProfileBytesMax });
      return await this.#store(taskId, plain);
    } catch (error) {
      if (this.#stop.signal.aborted) return 'busy';
      this.#parts.unreadable();
      this.#parts.log.log(
        'go-profile-unreadable',
        'warn',
        'a profile of a Go agent can not be read',
        { reason: messageOf(error) },
      );
      return 'unreadable';
    } finally {
      await rm(path, { force: true });
    }
  }

  async #store(taskId: string, plain: Uint8Array): Promise<DropReason | undefined> {
    const { clock, limits, buffer } = this.#parts;
    // Few servers ever see a profile of Go: the others need not hold the library in this thread.
    const { decodeProfile, segmentLabels, splitByLabel } = await import('@stormpetrel/profile');
    const { packProfile } = await import('@stormpetrel/profile/jobs');
    const profile: StackProfile = decodeProfile(plain);
    const dumpTime = profile.startMs > 0 ? Math.floor(profile.startMs) : clock.nowMs();
    if (dumpTime > clock.nowMs() + limits.futureSkewMaxMs) return 'in_future';
    const segments = splitByLabel(profile, segmentLabels);
    if (segments.size > limits.goProfileSegmentsMax) return 'too_large';
    for (const [segmentId, part] of segments) {
      if (segmentId === '' || segmentId.length > limits.idLengthMax) continue;
      const stack = packProfile(part);
      buffer.add({
        schema: threadSnapshotRecord,
        row: {
          dumpTime,
          taskId,
          segmentId,
          sequence: 0,
          language: SnapshotLanguage.go,
          stack,
        },
        sizeBytes: stack.length + 512,
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

function countSamples({ samples }: ReadProfile): number {
  return Object.values(samples).reduce((sum, count) => sum + count, 0);
}
