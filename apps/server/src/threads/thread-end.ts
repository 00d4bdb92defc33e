import {
  type LogLevel,
  type Logger,
  SampledLogger,
  messageOf,
  systemClock,
} from '@stormpetrel/base';
import { CodedError } from '@stormpetrel/base';
import { type MessagePort, parentPort } from 'node:worker_threads';
import type { StartMessage, ThreadMessage, ThreadRequest, ThreadStart } from './thread-messages.ts';

/** This side of a thread: what it has to know, and the port to the main thread. */
export interface ThreadEnd {
  /** Comes when the main thread has read its configuration: the modules of this one may be loaded before. */
  readonly start: Promise<ThreadStart>;
  readonly logger: Logger;
  send(message: ThreadMessage): void;
  /** To be called once; it is then told of earlier requests too. */
  onRequest(handle: (request: ThreadRequest) => void): void;
}

/** MUST be called in a worker thread. */
export function openThreadEnd(): ThreadEnd {
  const port = parentPort as MessagePort;
  const send = (message: ThreadMessage): void => port.postMessage(message);
  const start = Promise.withResolvers<ThreadStart>();
  const early: ThreadRequest[] = [];
  let handler: ((request: ThreadRequest) => void) | undefined;
  port.on('message', (message: StartMessage | ThreadRequest) => {
    if (message.kind === 'start') start.resolve(message);
    else if (handler === undefined) early.push(message);
    else handler(message);
  });
  return {
    start: start.promise,
    // Lines go over the main thread: two threads writing to one pipe would cut into each other.
    logger: {
      log: (level: LogLevel, message, fields = {}) => send({ kind: 'log', level, message, fields }),
    },
    send,
    onRequest(handle) {
      handler = handle;
      for (const request of early.splice(0)) handle(request);
    },
  };
}

/** Runs a thread's start; what it throws goes to the main thread with its code. */
export async function runThread(end: ThreadEnd, start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const code = error instanceof CodedError ? error.code : 'THREAD_DIED';
    end.send({ kind: 'failed', code, message: messageOf(error) });
    // Ends this thread only; what it had opened would keep it alive.
    process.exit();
  }
}

/** For what goes wrong again and again in a loop: one line of a kind in ten seconds. */
export function sampledLogger(logger: Logger): SampledLogger {
  return new SampledLogger(logger, systemClock, 10_000);
}
