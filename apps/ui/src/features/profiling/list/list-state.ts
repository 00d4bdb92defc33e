/** The list as the address has it. */
import { computed } from '../../../base/signal.ts';
import type { ReadonlySignal } from '../../../base/signal.ts';
import { isOver, kindLabels, stateLabels, subjectOf } from '../../../model/profile/tasks/task.ts';
import type { ProfileTask, ProfileUpload } from '../../../model/profile/tasks/task.ts';
import type { TaskList } from '../../../model/profile/tasks/task-list.ts';
import { urlChoice, urlText } from '../../../model/page/url-state.ts';

export const listFilter = urlText('q');
export const shownKinds = urlChoice(
  'kind',
  ['all', 'trace', 'async-profiler', 'pprof', 'upload'],
  'all',
);
export const shownStates = urlChoice('state', ['all', 'running', 'done', 'failed'], 'all');
/** The id of the task that is open in the pane. */
export const openedTask = urlText('at');
/** What kind of task is being made; empty while none is. */
export const newTask = urlText('new');
export const newService = urlText('service');
export const newEndpoint = urlText('endpoint');

/** A task or an upload, as a row. */
export interface ListRow {
  readonly key: string;
  readonly timeMs: number;
  readonly task: ProfileTask | undefined;
  readonly upload: ProfileUpload | undefined;
  /** All that is searched in. */
  readonly text: string;
}

export function rowsOf({ tasks, uploads }: TaskList): readonly ListRow[] {
  const rows: ListRow[] = [
    ...tasks.map((task) => ({
      key: task.id,
      timeMs: task.createTimeMs,
      task,
      upload: undefined,
      text: [
        task.serviceName,
        kindLabels[task.kind],
        subjectOf(task),
        stateLabels[task.state],
        task.reason,
        ...task.instances.map(({ name }) => name),
      ].join(' '),
    })),
    ...uploads.map((upload) => ({
      key: `upload/${upload.id}`,
      timeMs: upload.timeMs,
      task: undefined,
      upload,
      text: `${upload.name} ${upload.source} upload`,
    })),
  ];
  return rows.sort((a, b) => b.timeMs - a.timeMs);
}

const words: ReadonlySignal<readonly string[]> = computed(() =>
  listFilter.value.value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== ''),
);

export function isShown({ task, text }: ListRow): boolean {
  const kind = shownKinds.value.value;
  const state = shownStates.value.value;
  if (kind !== 'all' && kind !== (task?.kind ?? 'upload')) return false;
  if (state === 'running' && (task === undefined || isOver(task.state))) return false;
  if (state === 'done' && task !== undefined && task.state !== 'done') return false;
  if (state === 'failed' && task?.state !== 'failed') return false;
  const lower = text.toLowerCase();
  return words.value.every((word) => lower.includes(word));
}
