import { CodedError, type Logger, type MetricSample } from '@stormpetrel/base';
import type { RowWriter } from '@stormpetrel/storage/api';
import type { ConfigTable } from '../dynamic/config-table.ts';
import type { Worker } from 'node:worker_threads';
import type {
  IngestReply,
  IngestRequest,
  StartMessage,
  ThreadMessage,
  ThreadName,
  ThreadRequest,
  ThreadStart,
} from './thread-messages.ts';
import { startWorker } from './start-worker.ts';

/** Requests that may wait for one thread; more are refused, so that a stuck thread cannot fill the memory. */
const pendingMax = 1_024;
const bodiesBytesMax = 256 * 1024 * 1024;

type Pending = (message: ThreadMessage) => void;

/** A worker thread seen from the main thread: started, asked, closed. */
export class Thread implements RowWriter {
  readonly name: ThreadName;
  readonly #worker: Worker;
  readonly #logger: Logger;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #gone = false;
  #bodiesBytes = 0;
  /** The port it listens on, once it is ready. Rejects with what kept it from starting. */
  readonly ready: Promise<number>;
  /** Resolves when the thread has ended, whatever the reason. */
  readonly ended: Promise<void>;

  /** `worker` is one that was started for it already, and has not been told anything. */
  constructor(
    start: ThreadStart,
    logger: Logger,
    {
      onWrote,
      onTelemetry,
      worker,
    }: {
      readonly onWrote?: () => void;
      /** Is given what the thread tells of itself: what it is asked for, and what it says last. */
      readonly onTelemetry?: (samples: readonly MetricSample[]) => void;
      readonly worker?: Worker;
    } = {},
  ) {
    const name = start.thread;
    this.name = name;
    this.#logger = logger;
    this.#worker = worker ?? startWorker(name);
    this.#worker.ref();
    this.#worker.postMessage({ kind: 'start', ...start } satisfies StartMessage);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.ready = promise;
    // Whoever awaits `ready` hears of it; a thread that dies later must not become an unhandled rejection.
    promise.catch(() => {});
    this.#worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'telemetry') onTelemetry?.(message.samples);
      if (message.kind === 'ready') resolve(message.port);
      else if (message.kind === 'wrote') onWrote?.();
      else if (message.kind === 'failed') reject(new CodedError(message.code, message.message));
      else this.#receive(message);
    });
    this.#worker.on('error', (error: Error) => {
      logger.log('error', 'thread failed', {
        thread: name,
        code: 'THREAD_DIED',
        stack: error.stack,
      });
      reject(error);
    });
    this.ended = new Promise((ended) => {
      this.#worker.on('exit', () => {
        reject(new CodedError('THREAD_DIED', `the ${name} thread ended`));
        this.#gone = true;
        this.#dropPending();
        ended();
      });
    });
  }

  /** Undefined when the thread has too much to do already, or is gone. */
  async ingest(request: IngestRequest): Promise<IngestReply | undefined> {
    const sizeBytes = request.body.length;
    if (this.#bodiesBytes + sizeBytes > bodiesBytesMax) return undefined;
    this.#bodiesBytes += sizeBytes;
    const message = await this.#ask(
      (id) => ({ kind: 'ingest', id, request }),
      [request.body.buffer],
    );
    this.#bodiesBytes -= sizeBytes;
    return message?.kind === 'ingested' ? message.reply : undefined;
  }

  /** @throws CodedError of the store, or WRITE_REFUSED when the thread has too much to do already, or is gone. */
  async writeRows({ records = [], metadata = [] }: Parameters<RowWriter['writeRows']>[0]) {
    const message = await this.#ask((id) => ({ kind: 'write', id, rows: { records, metadata } }));
    if (message?.kind !== 'written')
      throw new CodedError('WRITE_REFUSED', 'the server is behind: nothing was stored');
    if (message.fault !== undefined)
      throw new CodedError(message.fault.code, message.fault.message);
  }

  /**
   * Puts values of the dynamic configuration into force; resolves to the faults of those that are no good.
   *
   * @throws CodedError WRITE_REFUSED when the thread has too much to do already, or is gone.
   */
  async configure(values: ConfigTable): Promise<ReadonlyMap<string, string>> {
    const message = await this.#ask((id) => ({ kind: 'configure', id, values }));
    if (message?.kind === 'configured') return message.faults;
    throw new CodedError('WRITE_REFUSED', 'the server is behind: settings were not changed');
  }

  async telemetry(): Promise<readonly MetricSample[]> {
    const message = await this.#ask((id) => ({ kind: 'telemetry', id }));
    return message?.kind === 'telemetry' ? message.samples : [];
  }

  /** Lets the thread finish what it has, for at most the given time. */
  async close(withinMs: number): Promise<void> {
    const closed = this.#ask((id) => ({ kind: 'close', id }));
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    await Promise.race([closed, this.ended, late]);
    clearTimeout(timer);
    await this.#worker.terminate();
  }

  #ask(
    make: (id: number) => ThreadRequest,
    transfer: ArrayBuffer[] = [],
  ): Promise<ThreadMessage | undefined> {
    if (this.#gone || this.#pending.size >= pendingMax) return Promise.resolve(undefined);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#worker.postMessage(make(id), transfer);
    });
  }

  #receive(message: Exclude<ThreadMessage, { kind: 'ready' | 'failed' | 'wrote' }>): void {
    if (message.kind === 'log') {
      this.#logger.log(message.level, message.message, { thread: this.name, ...message.fields });
      return;
    }
    this.#pending.get(message.id)?.(message);
    this.#pending.delete(message.id);
  }

  #dropPending(): void {
    for (const [id, settle] of this.#pending) settle({ kind: 'closed', id });
    this.#pending.clear();
  }
}
