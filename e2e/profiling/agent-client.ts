/**
 * What agents do when they profile, step by step as SkyWalking's Java agent does it: ask for tasks, offer a file, wait for the
 * answer, send it in pieces of a mebibyte, close. On @grpc/grpc-js, which has nothing of ours.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  type ClientDuplexStream,
  Metadata,
  type ServiceError,
  credentials,
  status,
} from '@grpc/grpc-js';
import {
  AsyncProfilerCollectionResponse,
  AsyncProfilerData,
  AsyncProfilerTaskCommandQuery,
  Commands,
  PprofCollectionResponse,
  PprofData,
  ThreadSnapshot,
} from '@stormpetrel/protocol';

export type UploadKind = 'async-profiler' | 'pprof';

/** Numbers that were answered, and the name of the status that the call ended with. */
export interface UploadOutcome {
  readonly answers: readonly number[];
  readonly end: string;
}

export interface UploadPlan {
  readonly instance: string;
  readonly taskId: string;
  readonly file: Uint8Array;
  /** What is said of the file's size; its own where left out. */
  readonly declaredBytes?: number;
  /** The agent failed: what it says of it. */
  readonly failure?: string;
  /** Goes away after so many bytes. */
  readonly goneAfterBytes?: number;
  /** Called when the server has invited the file, before anything of it is sent. */
  readonly onInvited?: () => Promise<void>;
}

const chunkBytes = 1 << 20;
const methods = {
  'async-profiler': {
    collect: '/skywalking.v10.AsyncProfilerTask/collect',
    commands: '/skywalking.v10.AsyncProfilerTask/getAsyncProfilerTaskCommands',
  },
  pprof: {
    collect: '/skywalking.v10.PprofTask/collect',
    commands: '/skywalking.v10.PprofTask/getPprofTaskCommands',
  },
  trace: { commands: '/skywalking.v3.ProfileTask/getProfileTaskCommands' },
} as const;

export class AgentClient implements Disposable {
  readonly #client: Client;
  readonly #service: string;

  constructor(address: string, service: string) {
    this.#client = new Client(address, credentials.createInsecure());
    this.#service = service;
  }

  /** Ids of the tasks that the server hands out. */
  poll(
    kind: UploadKind | 'trace',
    instance: string,
    lastCommandTime = -1,
  ): Promise<readonly string[]> {
    const query = { service: this.#service, serviceInstance: instance, lastCommandTime };
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        methods[kind].commands,
        (message: AsyncProfilerTaskCommandQuery) =>
          Buffer.from(AsyncProfilerTaskCommandQuery.encode(message).finish()),
        (bytes: Buffer) => Commands.decode(bytes),
        query,
        (error: ServiceError | null, reply?: Commands) => {
          if (error !== null) reject(error);
          else {
            const args = reply?.commands.flatMap((command) => command.args) ?? [];
            resolve(args.filter(({ key }) => key === 'TaskId').map(({ value }) => value));
          }
        },
      );
    });
  }

  /** Dumps of one thread, in a stream of their own. Resolves to the name of the status. */
  sendDumps(
    dumps: readonly {
      readonly taskId: string;
      readonly segmentId: string;
      readonly timeMs: number;
      readonly sequence: number;
      readonly frames: readonly string[];
    }[],
  ): Promise<string> {
    return new Promise((resolve) => {
      const call = this.#client.makeClientStreamRequest(
        '/skywalking.v3.ProfileTask/collectSnapshot',
        (message: ThreadSnapshot) => Buffer.from(ThreadSnapshot.encode(message).finish()),
        (bytes: Buffer) => Commands.decode(bytes),
        (error: ServiceError | null) => resolve(status[error?.code ?? status.OK]),
      );
      for (const { taskId, segmentId, timeMs, sequence, frames } of dumps) {
        const stack = { codeSignatures: [...frames] };
        call.write({ taskId, traceSegmentId: segmentId, time: timeMs, sequence, stack });
      }
      call.end();
    });
  }

  async upload(kind: UploadKind, plan: UploadPlan): Promise<UploadOutcome> {
    const wire = kind === 'pprof' ? pprofWire : asyncProfilerWire;
    const call = this.#client.makeBidiStreamRequest(
      methods[kind].collect,
      (bytes: Buffer) => bytes,
      wire.answerOf,
      new Metadata(),
      { deadline: Date.now() + 30_000 },
    );
    const answers: number[] = [];
    let end: string | undefined;
    call.on('data', (answer: number) => answers.push(answer));
    call.on('error', (error: ServiceError) => (end = status[error.code]));
    const ended = new Promise<void>((resolve) =>
      call.on('status', (said: { readonly code: number }) => {
        end ??= status[said.code];
        resolve();
      }),
    );
    const metadata = {
      service: this.#service,
      serviceInstance: plan.instance,
      taskId: plan.taskId,
      type: plan.failure === undefined ? (0 as const) : (1 as const),
      contentSize: plan.declaredBytes ?? plan.file.length,
    };
    const answered = Promise.race([once(call, 'data'), ended]);
    call.write(wire.offer(metadata, plan.failure));
    await answered;
    if (end === undefined && plan.failure === undefined && answers[0] === 0) {
      await plan.onInvited?.();
      await sendFile(call, plan, wire.piece, () => end === undefined);
    } else call.end();
    await ended;
    return { answers, end: end ?? 'OK' };
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

async function sendFile(
  call: ClientDuplexStream<Buffer, number>,
  { file, goneAfterBytes = Infinity }: UploadPlan,
  piece: (bytes: Uint8Array) => Buffer,
  goesOn: () => boolean,
): Promise<void> {
  for (let at = 0; at < file.length && goesOn(); at += chunkBytes) {
    const bytes = file.subarray(at, Math.min(at + chunkBytes, goneAfterBytes));
    if (!call.write(piece(bytes))) await sleep(1);
    if (at + bytes.length >= goneAfterBytes) {
      // Time for what was written to leave.
      await sleep(100);
      call.cancel();
      return;
    }
  }
  call.end();
}

interface OfferMetadata {
  readonly service: string;
  readonly serviceInstance: string;
  readonly taskId: string;
  readonly type: 0 | 1;
  readonly contentSize: number;
}

const asyncProfilerWire = {
  answerOf: (bytes: Buffer): number => AsyncProfilerCollectionResponse.decode(bytes).type,
  offer: (metaData: OfferMetadata, errorMessage?: string): Buffer =>
    Buffer.from(AsyncProfilerData.encode({ metaData, errorMessage }).finish()),
  piece: (content: Uint8Array): Buffer =>
    Buffer.from(AsyncProfilerData.encode({ metaData: undefined, content }).finish()),
};

const pprofWire = {
  answerOf: (bytes: Buffer): number => PprofCollectionResponse.decode(bytes).status,
  offer: (metadata: OfferMetadata, errorMessage?: string): Buffer =>
    Buffer.from(PprofData.encode({ metadata, errorMessage }).finish()),
  piece: (content: Uint8Array): Buffer =>
    Buffer.from(PprofData.encode({ metadata: undefined, content }).finish()),
};
