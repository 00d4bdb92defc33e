import type { Clock, Counter, Telemetry } from '@stormpetrel/base';
import { profilingDataSchemas } from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import { FileUpload, type UploadEnd, type UploadOrigin } from './file-upload.ts';
import type { ProfileIntake } from './profile-intake.ts';
import type { ProfilingLimits } from './profiling-limits.ts';
import type { ProfileUpload, UploadFault, UploadRefusal } from './profiling-sink.ts';
import type { TaskLog } from './task-log.ts';
import type { LeftFile, UploadFolder } from './upload-folder.ts';

/** How a file's way may end; each is counted from the start, so that a first one shows as a rise. */
const ends = [
  'whole',
  'short',
  'abandoned',
  'too-much',
  'no-room',
  'replaced',
  'idle',
  'slow',
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
  readonly #reader: () => Promise<StoreReader>;
  readonly #intake: ProfileIntake;
  readonly #taskLog: TaskLog;
  readonly #clock: Clock;
  readonly #limits: ProfilingLimits;
  readonly #arriving = new Map<string, FileUpload>();
  /** Keys of what has arrived and is read or stored. */
  readonly #reading = new Set<string>();
  /** Keys of what has been stored, and until when readers may not see it, by the monotonic clock. */
  readonly #stored = new Map<string, number>();
  readonly #ends: Readonly<Record<End, Counter>>;
  #closed = false;

  constructor(parts: {
    readonly folder: UploadFolder;
    readonly reader: () => Promise<StoreReader>;
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
    if (this.#reading.has(key) || this.#stored.has(key)) return this.#refuse('already-sent');
    const earlier = this.#arriving.get(key);
    const isFull = freeBytes < sizeBytes + this.#promisedBytes(earlier);
    const others = this.count - (earlier === undefined ? 0 : 1);
    if (this.#closed || isFull || others >= this.#limits.uploadsMax) {
      return this.#refuseForRoom(origin, isFull);
    }
    earlier?.giveUp('replaced');
    const path = this.#folder.newPath();
    try {
      this.#folder.note(path, origin, sizeBytes);
      const upload = new FileUpload({
        origin,
        path,
        sizeBytes,
        monotonicMs: () => this.#clock.monotonicMs(),
        onEnd: (ended, end) => this.#ended(ended, end),
        onFault,
      });
      this.#arriving.set(key, upload);
      return upload;
    } catch {
      this.#folder.remove(path);
      return this.#refuseForRoom(origin, true);
    }
  }

  /** Takes up what was there when the server ended. Never rejects. */
  async resume(): Promise<void> {
    await Promise.all(this.#folder.leftFiles.map((file) => this.#resume(file)));
  }

  /** Gives up uploads that bring nothing any more. */
  sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [key, untilMs] of this.#stored) if (untilMs < nowMs) this.#stored.delete(key);
    const { uploadIdleMs, uploadMsMin, uploadBytesPerSecondMin } = this.#limits;
    for (const upload of this.#arriving.values()) {
      const allowedMs = uploadMsMin + (upload.sizeBytes / uploadBytesPerSecondMin) * 1_000;
      if (nowMs - upload.activeMs > uploadIdleMs) upload.giveUp('idle');
      else if (nowMs - upload.startMs > allowedMs) upload.giveUp('slow');
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
    const rows = await (
      await this.#reader()
    ).readRecords({
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

  /** Bytes of the disk that others are to have: who was invited, and the store. What `earlier` takes comes free. */
  #promisedBytes(earlier: FileUpload | undefined): number {
    let sum = this.#limits.diskReserveBytes - (earlier?.receivedBytes ?? 0);
    for (const upload of this.#arriving.values()) {
      if (upload !== earlier) sum += upload.sizeBytes - upload.receivedBytes;
    }
    return sum;
  }

  /** A file that the server ended over twice may be why it ended. */
  async #resume({ path, origin, sizeBytes, receivedBytes, ends }: LeftFile): Promise<void> {
    const key = keyOf(origin);
    if (receivedBytes !== sizeBytes) {
      this.#taskLog.failed(origin, 'the server ended while the profile arrived');
    } else if (ends > 0) {
      this.#taskLog.failed(origin, 'the server ended while the profile was read');
    } else if (!this.#reading.has(key)) {
      this.#reading.add(key);
      // What was stored in the last moment is not stored again.
      const isSent = await this.#isSent(origin).catch(() => false);
      if (!isSent && this.#noteEnd(path, origin, sizeBytes)) return this.#read(key, origin, path);
      this.#reading.delete(key);
    }
    this.#folder.remove(path);
  }

  #noteEnd(path: string, origin: UploadOrigin, sizeBytes: number): boolean {
    try {
      this.#folder.note(path, origin, sizeBytes, 1);
      return true;
    } catch {
      this.#taskLog.failed(origin, 'the server ended while the profile was read');
      return false;
    }
  }

  async #read(key: string, origin: UploadOrigin, path: string): Promise<void> {
    this.#reading.add(key);
    const isStored = await this.#intake.take({ origin, path });
    if (isStored) this.#stored.set(key, this.#clock.monotonicMs() + this.#limits.storedSeenMs);
    this.#reading.delete(key);
  }

  #ended(upload: FileUpload, end: UploadEnd): void {
    const { origin, path, sizeBytes } = upload;
    const key = keyOf(origin);
    this.#arriving.delete(key);
    this.#ends[end.kind].add();
    if (end.kind === 'whole') void this.#read(key, origin, path);
    else {
      this.#folder.remove(path);
      this.#logEnd(origin, sizeBytes, end);
    }
  }

  #logEnd(
    origin: UploadOrigin,
    sizeBytes: number,
    end: Exclude<UploadEnd, { readonly kind: 'whole' }>,
  ): void {
    switch (end.kind) {
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
      case 'slow':
        this.#taskLog.failed(origin, 'the agent sent its profile too slowly');
        return;
      case 'closing':
        this.#taskLog.failed(origin, 'the server was stopped while the profile arrived');
        return;
      case 'too-much':
        this.#taskLog.overrun(
          origin,
          `the agent sent ${end.receivedBytes} bytes and more, where it had announced ${sizeBytes}`,
        );
        return;
      // The agent has begun anew.
      case 'replaced':
    }
  }
}

function keyOf({ kind, task, instanceId }: UploadOrigin): string {
  return `${kind} ${task.id} ${instanceId}`;
}
