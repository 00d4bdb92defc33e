/** The worker that holds a large trace: reads, builds and searches it away from the page. */
import { serveSession } from '../../model/trace/session/session-protocol.ts';
import type { SessionRequest } from '../../model/trace/session/session-protocol.ts';

const serve = serveSession((reply) => self.postMessage(reply, { transfer: [] }));
self.addEventListener('message', (event: MessageEvent<SessionRequest>) => serve(event.data));

// Says that it is there, so that a worker that turned out not to be needed is ended when it has loaded, not before.
self.postMessage({ id: 0 }, { transfer: [] });
