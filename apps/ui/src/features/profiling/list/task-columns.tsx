import { formatQuantityText } from '../../../base/format-number.ts';
import { formatAgo, formatStamp } from '../../../base/format-time.ts';
import {
  durationMsOf,
  kindLabels,
  profilesOf,
  subjectOf,
} from '../../../model/profile/tasks/task.ts';
import type { ProfileTask } from '../../../model/profile/tasks/task.ts';
import { profilePathOf } from '../../../model/profile/tasks/reference.ts';
import { serviceColour } from '../../../model/entity/service-directory.ts';
import { HueMark } from '../../../widgets/hue-mark.tsx';
import { Link } from '../../../widgets/link.tsx';
import type { TableColumn } from '../../../widgets/tables/table.tsx';
import type { ListRow } from './list-state.ts';
import { TaskStateMark } from './task-state.tsx';

export function taskColumns(
  nowMs: number,
  zone: string,
  isNarrow: boolean,
): readonly TableColumn<ListRow>[] {
  const columns: readonly (TableColumn<ListRow> & { readonly isLeftOut?: boolean })[] = [
    {
      key: 'name',
      title: 'Of',
      render: (row) => <NameCell row={row} />,
      sortValue: ({ task, upload }) => task?.serviceName ?? upload?.name,
    },
    {
      key: 'kind',
      title: 'Kind',
      width: '120px',
      render: ({ task, upload }) =>
        task === undefined ? (
          <span class="muted">upload · {upload?.source}</span>
        ) : (
          kindLabels[task.kind]
        ),
      sortValue: ({ task }) => task?.kind ?? 'upload',
    },
    {
      key: 'what',
      title: 'Looks at',
      width: '22%',
      isSecondary: true,
      isLeftOut: isNarrow,
      render: ({ task, upload }) =>
        task === undefined ? (
          <span class="faint">{formatQuantityText(upload?.sizeBytes, 'bytes')}</span>
        ) : (
          <span class="mono task-what">{subjectOf(task)}</span>
        ),
      sortValue: ({ task }) => (task === undefined ? undefined : subjectOf(task)),
    },
    {
      key: 'for',
      title: 'For',
      width: '72px',
      isNumber: true,
      isSecondary: true,
      isLeftOut: isNarrow,
      render: ({ task }) => lengthOf(task),
      sortValue: ({ task }) => (task === undefined ? undefined : durationMsOf(task)),
    },
    {
      key: 'state',
      title: 'State',
      width: isNarrow ? '200px' : '26%',
      render: ({ task, upload }) =>
        task === undefined ? (
          <ProfileLinks
            links={
              upload === undefined ? [] : [{ reference: upload.profile, label: 'flame graph' }]
            }
          />
        ) : (
          <StateCell task={task} />
        ),
      sortValue: ({ task }) => task?.state ?? 'done',
    },
    {
      key: 'time',
      title: 'When',
      width: '100px',
      isNumber: true,
      render: ({ timeMs }) => (
        <span title={formatStamp(timeMs, zone)}>{formatAgo(timeMs, nowMs)}</span>
      ),
      sortValue: ({ timeMs }) => timeMs,
    },
  ];
  return columns.filter(({ isLeftOut }) => isLeftOut !== true);
}

function lengthOf(task: ProfileTask | undefined): string {
  const durationMs = task === undefined ? 0 : durationMsOf(task);
  return durationMs === 0 ? '–' : formatQuantityText(durationMs, 'durationMs');
}

function NameCell({ row: { task, upload } }: { readonly row: ListRow }) {
  if (task === undefined) {
    return (
      <span class="table__name">
        <span class="task-file" aria-hidden="true">
          ↥
        </span>
        <span title={upload?.name}>{upload?.name === '' ? upload.id : upload?.name}</span>
      </span>
    );
  }
  return (
    <span class="table__name">
      <HueMark colour={serviceColour(task.serviceName)} />
      <span title={task.serviceName}>{task.serviceName}</span>
    </span>
  );
}

/** The state, and what of it can be looked at already. */
function StateCell({ task }: { readonly task: ProfileTask }) {
  const links = profilesOf(task);
  return (
    <span class="task-cell">
      <TaskStateMark state={task.state} reason={task.reason} />
      {links.length > 0 ? (
        <ProfileLinks links={links} />
      ) : task.reason === '' ? undefined : (
        <span class="muted task-cell__reason" title={task.reason}>
          {task.reason}
        </span>
      )}
    </span>
  );
}

function ProfileLinks({
  links,
}: {
  readonly links: readonly { readonly reference: string; readonly label: string }[];
}) {
  const [first] = links;
  if (first === undefined) return undefined;
  return (
    <span class="task-links">
      <Link to={profilePathOf(first.reference)} title={first.label}>
        Flame graph
      </Link>
      {links.length > 1 ? (
        <span class="faint" title={`of ${links.length} instances; all are in the task`}>
          {' '}
          +{links.length - 1}
        </span>
      ) : undefined}
    </span>
  );
}
