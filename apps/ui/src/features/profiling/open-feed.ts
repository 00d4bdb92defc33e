import { serverNowMs } from '../../model/page/refresh.ts';
import { openTaskFeed } from '../../model/profile/tasks/task-list.ts';
import type { TaskFeed } from '../../model/profile/tasks/task-list.ts';

/** The tasks as this browser hears of them. */
export function openFeed(): TaskFeed {
  return openTaskFeed({
    fetch: window.fetch.bind(window),
    openStream: (url) => new EventSource(url),
    clock: serverNowMs,
  });
}
