import { openProfileClient } from '../../../model/profile/profile-protocol.ts';
import type { ProfileClient, ProfileReply } from '../../../model/profile/profile-protocol.ts';

/** A worker that holds profiles, behind the questions that can be asked of it. */
export function openClient(): ProfileClient {
  const worker = new Worker(new URL('./profile.worker.ts', import.meta.url), { type: 'module' });
  return openProfileClient({
    post: (request) => worker.postMessage(request),
    onReply: (take) =>
      worker.addEventListener('message', (event: MessageEvent<ProfileReply>) => take(event.data)),
    onFailure: (take) =>
      worker.addEventListener('error', (event) =>
        take(event.message || 'The worker could not be started.'),
      ),
    close: () => worker.terminate(),
  });
}
