import type { Clock, Counter, Telemetry } from '@stormpetrel/base';
import { profilingDataSchemas } from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import { FileUpload, type UploadEnd, type UploadOrigin } from './file-upload.ts';
import type { ProfileIntake } from './profile-intake.ts';
import type { ProfilingLimits } from './profiling-limits.ts';
import type { ProfileUpload, UploadFault, UploadRefusal } from './profiling-sink.ts';
import type { TaskLog } from './task-log.ts';
import type { UploadFolder } from './upload-folder.ts';

/** How a file's way may end; each is counted from the start, so that a first one shows as a rise. */
const ends = [
  'whole',
  'short',
  'abandoned',
  'too-much',
  'no-room',
  'replaced',
  'idle',
  'closing',
  'already-sent',
] as const;
type End = (typeof ends)[number];

/**
 * Uploads of agents: which are taken, and what becomes of them. An instance has one profile in a task: while one arrives, a
 * later one takes its place, because agents that begin anew have lost what they sent; one that is there is not replaced.
 */
export class UploadDesk {
  readonly #folder: UploadFolder;
  readonly #reader: () => StoreReader;
  readonly #intake: ProfileIntake;
  readonly #taskLog: TaskLog;
  readonly #clock: Clock;
  readonly #limits: ProfilingLimits;
  readonly #arriving = new Map<string, FileUpload>();
  /** Keys of what has arrived and is read or stored. */
  readonly #reading = new Set<string>();
  readonly #ends: Readonly<Record<End, Counter>>;
  #closed = false;

  constructor(parts: {
    readonly folder: UploadFolder;
    readonly reader: () => StoreReader;
    readonly intake: ProfileIntake;
    readonly taskLog: TaskLog;
    readonly clock: Clock;
    readonly limits: ProfilingLimits;
    readonly telemetry: Telemetry;
  }) {
    this.#folder = parts.folder;
    this.#reader = parts.reader;
    this.#intake = parts.intake;
    this.#taskLog = parts.taskLog;
    this.#clock = parts.clock;
    this.#limits = parts.limits;
    this.#ends = Object.fromEntries(
      ends.map((end) => [
        end,
        parts.telemetry.counter('profile_uploads_count', 'Files of agents, by how they ended.', {
          end,
        }),
      ]),
    ) as Record<End, Counter>;
  }

  /** Files that arrive or are read. */
  get count(): number {
    return this.#arriving.size + this.#reading.size;
  }

  /** The size is sound and within the limit. Rejects with a CodedError when the store can not be read. */
  async open(
    origin: UploadOrigin,
    sizeBytes: number,
    onFault: (fault: UploadFault) => void,
  ): Promise<ProfileUpload | UploadRefusal> {
    if (await this.#isSent(origin)) return this.#refuse('already-sent');
    const freeBytes = await this.#folder.freeBytes().catch(() => 0);
    // From here on nothing is waited for, so that two who come at once see each other.
    const key = keyOf(origin);
    if (this.#reading.has(key)) return this.#refuse('already-sent');
    this.#arriving.get(key)?.giveUp('replaced');
    const isFull = freeBytes < sizeBytes + this.#limits.diskReserveBytes;
    if (this.#closed || isFull || this.count >= this.#limits.uploadsMax) {
      return this.#refuseForRoom(origin, isFull);
    }
    try {
      const upload = new FileUpload({
        origin,
        path: this.#folder.newPath(),
        sizeBytes,
        monotonicMs: () => this.#clock.monotonicMs(),
        onEnd: (ended, end) => this.#ended(ended, end),
        onFault,
      });
      this.#arriving.set(key, upload);
      return upload;
    } catch {
      return this.#refuseForRoom(origin, true);
    }
  }

  /** Gives up uploads that bring nothing any more. */
  sweep(): void {
    const deadlineMs = this.#clock.monotonicMs() - this.#limits.uploadIdleMs;
    for (const upload of this.#arriving.values()) {
      if (upload.activeMs < deadlineMs) upload.giveUp('idle');
    }
  }

  close(): void {
    this.#closed = true;
    for (const upload of this.#arriving.values()) upload.giveUp('closing');
  }

  #refuse(refusal: 'already-sent' | 'no-room'): UploadRefusal {
    this.#ends[refusal].add();
    return refusal;
  }

  #refuseForRoom(origin: UploadOrigin, isFull: boolean): UploadRefusal {
    const reason = isFull ? 'the disk of the server is full' : 'the server takes too many files';
    this.#taskLog.failed(origin, `${reason}: the profile was not taken`);
    return this.#refuse('no-room');
  }

  async #isSent(origin: UploadOrigin): Promise<boolean> {
    const rows = await this.#reader().readRecords({
      schema: profilingDataSchemas[origin.kind],
      fromMs: origin.task.createTimeMs - this.#limits.futureSkewMaxMs,
      filters: [
        { column: 'taskId', op: 'equals', value: origin.task.id },
        { column: 'instance', op: 'equals', value: origin.instanceId },
      ],
      order: { column: 'uploadTime', descending: true },
      offset: 0,
      limit: 1,
      columns: ['uploadTime'],
    });
    return rows.length > 0;
  }

  #ended(upload: FileUpload, end: UploadEnd): void {
    const { origin, path, sizeBytes } = upload;
    const key = keyOf(origin);
    this.#arriving.delete(key);
    this.#ends[end.kind].add();
    switch (end.kind) {
      case 'whole':
        this.#reading.add(key);
        void this.#intake.take({ origin, path }).then(() => this.#reading.delete(key));
        return;
      case 'short':
        this.#taskLog.finished(origin, `only ${end.receivedBytes} of ${sizeBytes} bytes came`);
        return;
      case 'abandoned':
        this.#taskLog.failed(
          origin,
          `the agent went away after ${end.receivedBytes} of ${sizeBytes} bytes`,
        );
        return;
      case 'no-room':
        this.#taskLog.failed(origin, 'the disk of the server is full: the profile was not taken');
        return;
      case 'idle':
        this.#taskLog.failed(origin, 'the agent stopped sending its profile half-way');
        return;
      case 'closing':
        this.#taskLog.failed(origin, 'the server was stopped while the profile arrived');
        return;
      // The agent has begun anew, or broken the rules of the protocol: SkyWalking logs neither.
      case 'replaced':
      case 'too-much':
    }
  }
}

function keyOf({ kind, task, instanceId }: UploadOrigin): string {
  return `${kind} ${task.id} ${instanceId}`;
}
