import { serveProfiles } from '../../../model/profile/profile-protocol.ts';
import type { ProfileRequest } from '../../../model/profile/profile-protocol.ts';

const serve = serveProfiles({
  fetch: self.fetch.bind(self),
  clock: () => performance.timeOrigin + performance.now(),
  post: (reply, transfer) => self.postMessage(reply, { transfer }),
});
self.addEventListener('message', (event: MessageEvent<ProfileRequest>) => void serve(event.data));
