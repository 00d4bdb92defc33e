/**
 * All tasks and uploads that the server knows: read once, and from then on told by it (`/api/profiling/changes`). Nothing is
 * polled; when the stream comes back after a break the list is read anew, because what was told meanwhile is lost, and when the
 * reader asks for it.
 */
import { UiError, uiErrors } from '../../../base/errors.ts';
import { batch, effect, signal, untracked } from '../../../base/signal.ts';
import type { ReadonlySignal } from '../../../base/signal.ts';
import type { Loadable } from '../../../base/loadable.ts';
import type { EventStream } from '../../event-stream.ts';
import { jsonOf } from '../../event-stream.ts';
import { readWishes } from '../../page/refresh.ts';
import { problemOf, readJson } from '../../read-json.ts';
import { profileViewLimits } from '../limits.ts';
import { parseTask, parseUpload } from './task.ts';
import type { ProfileTask, ProfileUpload } from './task.ts';

export interface TaskList {
  /** Newest first. */
  readonly tasks: readonly ProfileTask[];
  readonly uploads: readonly ProfileUpload[];
}

export interface TaskFeed {
  readonly result: ReadonlySignal<Loadable<TaskList>>;
  /** False while the stream is down: what is shown may be old then. */
  readonly isPushed: ReadonlySignal<boolean>;
  readonly refresh: () => void;
  /** Puts in what another answer told, before the stream does. */
  readonly add: (upload: ProfileUpload) => void;
  readonly close: () => void;
}

export interface FeedPorts {
  readonly fetch: typeof fetch;
  readonly openStream: (url: string) => EventStream;
  readonly clock: () => number;
}

export function openTaskFeed(ports: FeedPorts): TaskFeed {
  const result = signal<Loadable<TaskList>>({ state: 'loading' });
  const isPushed = signal(false);
  const controller = new AbortController();
  let changesSinceAsked: ((list: TaskList) => TaskList)[] = [];
  const valueNow = (): TaskList | undefined => {
    const now = result.peek();
    return 'value' in now ? now.value : undefined;
  };
  const settle = (list: TaskList): void => {
    const readAtMs = ports.clock();
    const isEmpty = list.tasks.length === 0 && list.uploads.length === 0;
    result.value = isEmpty
      ? { state: 'empty', readAtMs }
      : { state: 'ready', value: list, readAtMs };
  };
  const change = (apply: (list: TaskList) => TaskList): void => {
    changesSinceAsked.push(apply);
    if (result.peek().state !== 'loading') settle(apply(valueNow() ?? { tasks: [], uploads: [] }));
  };
  let reads = 0;
  const read = async (): Promise<void> => {
    changesSinceAsked = [];
    const serial = ++reads;
    try {
      const list = await readList(ports.fetch, controller.signal);
      if (serial !== reads) return;
      // What was told while the answer was on its way is newer than the answer.
      settle(changesSinceAsked.reduce((now, apply) => apply(now), list));
    } catch (error) {
      if (controller.signal.aborted || serial !== reads) return;
      const before = result.peek();
      result.value =
        'value' in before
          ? { state: 'stale', value: before.value, readAtMs: before.readAtMs, error }
          : { state: 'error', error };
    }
  };
  const stream = ports.openStream('/api/profiling/changes');
  let wasOpen = false;
  stream.addEventListener('open', () => {
    isPushed.value = true;
    if (wasOpen) void read();
    wasOpen = true;
  });
  stream.addEventListener('error', () => (isPushed.value = false));
  stream.addEventListener('task', ({ data }) => {
    const task = parseTask(jsonOf(data));
    if (task !== undefined)
      change((list) => ({ ...list, tasks: putIn(list.tasks, task, createdAt) }));
  });
  const add = (upload: ProfileUpload): void =>
    change((list) => ({ ...list, uploads: putIn(list.uploads, upload, ({ timeMs }) => timeMs) }));
  stream.addEventListener('upload', ({ data }) => {
    const upload = parseUpload(jsonOf(data));
    if (upload !== undefined) add(upload);
  });
  const stopReading = effect(() => {
    void readWishes.value;
    void untracked(read);
  });
  return {
    result,
    isPushed,
    refresh: () => void read(),
    add,
    close() {
      batch(() => {
        stopReading();
        controller.abort();
        stream.close();
      });
    },
  };
}

function createdAt({ createTimeMs }: ProfileTask): number {
  return createTimeMs;
}

/** The list with one put in its place, or in place of what it was before. */
function putIn<T extends { readonly id: string }>(
  list: readonly T[],
  item: T,
  timeOf: (item: T) => number,
): readonly T[] {
  if (list.some(({ id }) => id === item.id))
    return list.map((each) => (each.id === item.id ? item : each));
  return [item, ...list].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, profileViewLimits.tasksMax);
}

async function readList(fetchFrom: typeof fetch, aborted: AbortSignal): Promise<TaskList> {
  const body = await readJson(
    fetchFrom,
    `/api/profiling/tasks?limit=${profileViewLimits.tasksMax}`,
    aborted,
  );
  const lists = (typeof body === 'object' && body !== null ? body : {}) as Readonly<
    Record<string, unknown>
  >;
  const { tasks, uploads } = lists;
  return {
    tasks: (Array.isArray(tasks) ? tasks : []).flatMap((each) => parseTask(each) ?? []),
    uploads: (Array.isArray(uploads) ? uploads : []).flatMap((each) => parseUpload(each) ?? []),
  };
}

/** Sends a file. Throws a `UiError` with the server's own words where it refuses. */
export async function uploadProfile(
  fetchFrom: typeof fetch,
  file: { readonly name: string; readonly body: Blob },
  serviceId: string,
): Promise<ProfileUpload> {
  const parameters = new URLSearchParams({ name: file.name });
  if (serviceId !== '') parameters.set('service', serviceId);
  let response: Response;
  try {
    response = await fetchFrom(`/api/profiling/uploads?${parameters.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file.body,
    });
  } catch (thrown) {
    throw new UiError(uiErrors.unreachable, 'The server does not answer.', { cause: thrown });
  }
  if (!response.ok) throw await problemOf(response);
  const upload = parseUpload(await response.json().catch(() => undefined));
  if (upload === undefined)
    throw new UiError(uiErrors.answer, 'The server did not say what became of the file.');
  return upload;
}
