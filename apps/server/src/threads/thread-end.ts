import {
  type LogLevel,
  type Logger,
  SampledLogger,
  messageOf,
  systemClock,
} from '@stormpetrel/base';
import { CodedError } from '@stormpetrel/base';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ThreadMessage, ThreadRequest, ThreadStart } from './thread-messages.ts';

/** This side of a thread: what it was started with, and the port to the main thread. */
export interface ThreadEnd {
  readonly start: ThreadStart;
  readonly logger: Logger;
  send(message: ThreadMessage): void;
  onRequest(handle: (request: ThreadRequest) => void): void;
}

/** MUST be called in a worker thread. */
export function openThreadEnd(): ThreadEnd {
  const port = parentPort as MessagePort;
  const send = (message: ThreadMessage): void => port.postMessage(message);
  return {
    start: workerData as ThreadStart,
    // Lines go over the main thread: two threads writing to one pipe would cut into each other.
    logger: {
      log: (level: LogLevel, message, fields = {}) => send({ kind: 'log', level, message, fields }),
    },
    send,
    onRequest: (handle) => void port.on('message', handle),
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
