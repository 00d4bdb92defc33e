import {
  type Clock,
  type Counter,
  type Logger,
  SampledLogger,
  type Telemetry,
} from '@stormpetrel/base';
import {
  type ProfilingKind,
  type ProfilingTask,
  SnapshotLanguage,
  memberId,
  serviceId,
  threadSnapshotRecord,
} from '@stormpetrel/model';
import type { ProfileWork } from '@stormpetrel/profile/jobs';
import type { RowWriter, StoreReader } from '@stormpetrel/storage/api';
import { cutName } from '../naming/cut-name.ts';
import { GoTraceIntake } from './go-trace-intake.ts';
import { ProfileIntake } from './profile-intake.ts';
import { type ProfilingLimits, profilingLimits } from './profiling-limits.ts';
import type {
  ProfileUpload,
  ProfiledInstance,
  ProfilingSink,
  ThreadDump,
  UploadFault,
  UploadOffer,
  UploadRefusal,
} from './profiling-sink.ts';
import { RowBuffer } from './row-buffer.ts';
import { TaskBoard } from './task-board.ts';
import { TaskFinder } from './task-finder.ts';
import { TaskLog } from './task-log.ts';
import { UploadDesk } from './upload-desk.ts';
import { UploadFolder } from './upload-folder.ts';

export interface ProfilingOptions {
  /** Called when something is first asked for. The reader is the caller's: it is not closed here. */
  readonly reader: () => Promise<StoreReader>;
  readonly rows: RowWriter;
  readonly work: ProfileWork;
  /** A folder on the disk of the store; made where it is not there. */
  readonly uploadFolder: string;
  /** Lengths to which names are cut before they become ids, as everywhere else. */
  readonly names: { readonly serviceLengthMax: number; readonly instanceLengthMax: number };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly limits?: Partial<ProfilingLimits>;
  /** Time between two writes. Default 250. */
  readonly flushIntervalMs?: number;
}

export interface Profiling extends ProfilingSink {
  /** Reads files that have arrived, and writes what is there. Never rejects. */
  flush(): Promise<void>;
  /** Gives up uploads that bring nothing any more; done by itself before each write that the clock brings. */
  sweep(): void;
  /** Gives up what is on its way, and writes the rest once more. */
  close(): Promise<void>;
}

/** Profiling as agents see it: what they are to do, and what they send. One for each store, where data comes in. */
export function createProfiling(options: ProfilingOptions): Profiling {
  return new AgentProfiling(options);
}

/** Why rows are lost; each is counted from the start, so that a first loss shows as a rise. */
const dropReasons = [
  'unknown_task',
  'in_future',
  'too_old',
  'too_large',
  'unreadable',
  'busy',
  'buffer_full',
] as const;
type DropReason = (typeof dropReasons)[number];

class AgentProfiling implements Profiling {
  readonly #clock: Clock;
  readonly #limits: ProfilingLimits;
  readonly #names: ProfilingOptions['names'];
  readonly #buffer: RowBuffer;
  readonly #taskLog: TaskLog;
  readonly #finder: TaskFinder;
  readonly #boards: Readonly<Record<ProfilingKind, TaskBoard>>;
  readonly #goTraces: GoTraceIntake;
  readonly #intake: ProfileIntake;
  readonly #desk: UploadDesk;
  readonly #dropped: (reason: DropReason) => Counter;
  readonly #timer: NodeJS.Timeout;
  readonly #resumed: Promise<void>;

  constructor(options: ProfilingOptions) {
    const { reader, rows, work, clock, telemetry } = options;
    const limits = { ...profilingLimits, ...options.limits };
    const log = new SampledLogger(options.logger, clock, 10_000);
    const dropped = (reason: DropReason): Counter =>
      telemetry.counter('profile_rows_dropped_count', 'Dumps, profiles and log lines lost.', {
        reason,
      });
    for (const reason of dropReasons) dropped(reason);
    const errors = telemetry.counter(
      'profile_task_analysis_error_count',
      'Dumps and profiles of agents that can not be read.',
      { protocol: 'grpc' },
    );
    const common = { clock, log, limits, unreadable: () => errors.add() };
    const folder = new UploadFolder(options.uploadFolder);
    this.#clock = clock;
    this.#limits = limits;
    this.#names = options.names;
    this.#dropped = dropped;
    this.#buffer = new RowBuffer({ ...common, writer: rows, dropped: dropped('buffer_full') });
    this.#taskLog = new TaskLog(this.#buffer, clock, limits);
    this.#finder = new TaskFinder(reader, clock, limits);
    this.#boards = {
      trace: new TaskBoard('trace', reader, clock, limits),
      'async-profiler': new TaskBoard('async-profiler', reader, clock, limits),
      pprof: new TaskBoard('pprof', reader, clock, limits),
    };
    const finder = this.#finder;
    this.#goTraces = new GoTraceIntake({
      ...common,
      finder,
      folder,
      work,
      buffer: this.#buffer,
      dropped,
    });
    const taskLog = this.#taskLog;
    this.#intake = new ProfileIntake({ ...common, work, folder, rows, taskLog });
    const intake = this.#intake;
    this.#desk = new UploadDesk({ ...common, folder, reader, intake, taskLog, telemetry });
    this.#resumed = this.#desk.resume();
    telemetry.gauge(
      'profile_uploads',
      'Files of agents that arrive or are read.',
      () => this.#desk.count,
    );
    telemetry.gauge(
      'profile_rows_waiting',
      'Rows of profiling that wait for the store.',
      () => this.#buffer.count,
    );
    this.#timer = setInterval(() => this.#tick(), options.flushIntervalMs ?? 250);
    this.#timer.unref();
  }

  async tasksFor(
    kind: ProfilingKind,
    asker: ProfiledInstance,
    afterMs: number,
  ): Promise<readonly ProfilingTask[]> {
    const service = this.#serviceId(asker);
    const instanceId = this.#instanceId(asker);
    const unseen = (await this.#boards[kind].tasksOf(service)).filter(
      (task) => task.createTimeMs > afterMs && isFor(task, instanceId),
    );
    // Agents do one task at a time and refuse what comes meanwhile: of files, they are asked for one after another.
    const told = kind === 'trace' ? unseen : unseen.slice(0, 1);
    for (const task of told) {
      this.#finder.remember(task);
      this.#taskLog.notified({ kind, task, instanceId });
    }
    return told;
  }

  threadDump(dump: ThreadDump): void {
    const { taskId, segmentId, timeMs, sequence, stack } = dump;
    const { idLengthMax, stackBytesMax } = this.#limits;
    if (Math.max(taskId.length, segmentId.length) > idLengthMax || stack.length > stackBytesMax) {
      this.#dropped('too_large').add();
      return;
    }
    if (timeMs > this.#clock.nowMs() + this.#limits.futureSkewMaxMs) {
      this.#dropped('in_future').add();
      return;
    }
    this.#buffer.add({
      schema: threadSnapshotRecord,
      row: {
        dumpTime: timeMs,
        taskId,
        segmentId,
        sequence,
        language: SnapshotLanguage.java,
        stack: Uint8Array.from(stack),
      },
      sizeBytes: stack.length + 512,
      admit: () => this.#admitDump(taskId, timeMs),
    });
  }

  goTraceProfile(taskId: string, file: Uint8Array): void {
    this.#goTraces.take(taskId, file);
  }

  async traceTaskFinished(instance: ProfiledInstance, taskId: string): Promise<void> {
    const task = await this.#taskOf('trace', instance, taskId);
    if (task === undefined) return;
    this.#taskLog.finished({ kind: 'trace', task, instanceId: this.#instanceId(instance) });
  }

  async taskFailed(
    kind: 'async-profiler' | 'pprof',
    instance: ProfiledInstance,
    taskId: string,
    message: string,
  ): Promise<boolean> {
    const task = await this.#taskOf(kind, instance, taskId);
    if (task === undefined) return false;
    const instanceId = this.#instanceId(instance);
    this.#taskLog.failed({ kind, task, instanceId }, message || 'the agent did not say why');
    return true;
  }

  async openUpload(
    kind: 'async-profiler' | 'pprof',
    offer: UploadOffer,
    onFault: (fault: UploadFault) => void,
  ): Promise<ProfileUpload | UploadRefusal> {
    const { sizeBytes } = offer;
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) return 'size-unsound';
    const task = await this.#taskOf(kind, offer, offer.taskId);
    const sizeMax = kind === 'pprof' ? this.#limits.pprofBytesMax : this.#limits.jfrBytesMax;
    if (task === undefined) return sizeBytes > sizeMax ? 'unknown-task-too-large' : 'unknown-task';
    const origin = { kind, task, instanceId: this.#instanceId(offer) };
    if (sizeBytes > sizeMax) {
      const message = `the file has ${sizeBytes} bytes, at most ${sizeMax} are taken`;
      this.#taskLog.tooLarge(origin, message);
      return 'too-large';
    }
    return await this.#desk.open(origin, sizeBytes, onFault);
  }

  async flush(): Promise<void> {
    await this.#resumed;
    await this.#intake.drain();
    await this.#goTraces.drain();
    await this.#buffer.flush();
  }

  sweep(): void {
    this.#desk.sweep();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#desk.close();
    await this.#intake.close();
    await this.#goTraces.close();
    await this.#buffer.flush();
  }

  #tick(): void {
    this.sweep();
    void this.#buffer.flush();
  }

  /** Dumps from long before the task are of a clock that tells no time, and would be stored among days that are gone. */
  async #admitDump(taskId: string, timeMs: number): Promise<boolean> {
    const task = await this.#finder.find('trace', taskId);
    if (task === undefined) {
      this.#dropped('unknown_task').add();
      return false;
    }
    if (timeMs >= task.startTimeMs - this.#limits.futureSkewMaxMs) return true;
    this.#dropped('too_old').add();
    return false;
  }

  /** SkyWalking lets any instance send, in the task's list or not; a task of another service is none of its business. */
  async #taskOf(
    kind: ProfilingKind,
    instance: ProfiledInstance,
    taskId: string,
  ): Promise<ProfilingTask | undefined> {
    const task = await this.#finder.find(kind, taskId);
    return task?.serviceId === this.#serviceId(instance) ? task : undefined;
  }

  #serviceId({ service }: ProfiledInstance): string {
    return serviceId(cutName(service, this.#names.serviceLengthMax), true);
  }

  #instanceId(asker: ProfiledInstance): string {
    const name = cutName(asker.instance, this.#names.instanceLengthMax);
    return memberId(this.#serviceId(asker), name);
  }
}

function isFor(task: ProfilingTask, instanceId: string): boolean {
  return task.kind === 'trace' || task.spec.instanceIds.includes(instanceId);
}
