import { INLINE_SIZE_BYTES_MAX } from '../../model/trace/limits.ts';
import { remoteSession } from '../../model/trace/session/session-protocol.ts';
import type { SessionChannel, SessionReply } from '../../model/trace/session/session-protocol.ts';
import { localSession } from '../../model/trace/session/trace-session.ts';
import type { TraceSession } from '../../model/trace/session/trace-session.ts';

/** A worker as a channel of the session protocol. */
function channelOf(worker: Worker): SessionChannel {
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    onReply: (take) =>
      worker.addEventListener('message', (event: MessageEvent<SessionReply>) => take(event.data)),
    onFailure: (take) =>
      worker.addEventListener('error', (event) =>
        take(event.message || 'The worker could not be started.'),
      ),
    close: () => worker.terminate(),
  };
}

/** Opens one trace. */
export interface TraceOpener {
  /** Opens it where it costs the reader the least. `bytes` MUST NOT be used afterwards. Called at most once. */
  open(
    bytes: Uint8Array<ArrayBuffer>,
    options: { readonly adjustClocks: boolean },
  ): Promise<TraceSession>;
  /** Ends the worker if it was not needed. A session that is open is closed by itself. */
  close(): void;
}

/** Answers that take longer than this are likely to be large: the worker is started while they come. */
const WARM_UP_MS = 30;

function startWorker(): { readonly worker: Worker; readonly isReady: Promise<void> } {
  const worker = new Worker(new URL('./trace.worker.ts', import.meta.url), { type: 'module' });
  const isReady = new Promise<void>((resolve) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.addEventListener('error', () => resolve(), { once: true });
  });
  return { worker, isReady };
}

/** Prepares to open a trace that is being fetched. */
export function openOpener(): TraceOpener {
  let started: ReturnType<typeof startWorker> | undefined;
  let isUsed = false;
  const timer = setTimeout(() => {
    started = startWorker();
  }, WARM_UP_MS);
  const close = (): void => {
    clearTimeout(timer);
    const unused = isUsed ? undefined : started;
    started = undefined;
    // A worker that is cut off while it loads leaves a request without an end behind.
    void unused?.isReady.then(() => unused.worker.terminate());
  };
  return {
    open(bytes, options) {
      if (bytes.byteLength <= INLINE_SIZE_BYTES_MAX) {
        close();
        return Promise.resolve().then(() => localSession(bytes, options));
      }
      clearTimeout(timer);
      isUsed = true;
      started ??= startWorker();
      return remoteSession(channelOf(started.worker), bytes, options);
    },
    close,
  };
}
