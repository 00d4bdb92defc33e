import type { IncomingMessage } from 'node:http';

/** Calls again and again after so many milliseconds, until what it gave is called. */
export type Every = (periodMs: number, look: () => void) => () => void;

/** A request that has not arrived whole by then is dropped: slow senders hold no connection. */
const requestTimeoutMs = 120_000;
/** Large files take longer: one of which less than this arrives in such a time is dropped. */
const pauseMsMax = 30_000;
export const arrivingBytesMin = 64 << 10;

export const everyByTimer: Every = (periodMs, look) => {
  const timer = setInterval(look, periodMs);
  timer.unref();
  return () => clearInterval(timer);
};

/** Drops the request where it does not arrive in time. A long one has the more time the more comes of it. */
export function watchArrival(request: IncomingMessage, isLong: boolean, every: Every): void {
  const { socket } = request;
  let arrivedBytes = socket.bytesRead;
  const look = (): void => {
    const isArriving = isLong && socket.bytesRead - arrivedBytes >= arrivingBytesMin;
    arrivedBytes = socket.bytesRead;
    if (!request.complete && !isArriving) request.destroy();
  };
  const stop = every(isLong ? pauseMsMax : requestTimeoutMs, look);
  request.once('close', stop);
}
