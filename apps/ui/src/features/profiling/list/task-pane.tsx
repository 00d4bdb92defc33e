import { formatQuantityText } from '../../../base/format-number.ts';
import { formatClock, formatStamp } from '../../../base/format-time.ts';
import { instancePath, servicePath } from '../../../base/path-id.ts';
import {
  durationMsOf,
  isOver,
  kindLabels,
  stateMeanings,
  subjectOf,
} from '../../../model/profile/tasks/task.ts';
import type { ProfileTask, TaskInstance } from '../../../model/profile/tasks/task.ts';
import { profilePath, profilePathOf } from '../../../model/profile/tasks/reference.ts';
import { readProfiledTraces } from '../../../model/profile/tasks/profiled-segments.ts';
import type { ProfiledTrace } from '../../../model/profile/tasks/profiled-segments.ts';
import { createQuery } from '../../../model/query.ts';
import { nowMs, zone } from '../../../model/page/url-state.ts';
import { Link } from '../../../widgets/link.tsx';
import { LoadableView } from '../../../widgets/loadable-view.tsx';
import { SidePane } from '../../../widgets/panes/side-pane.tsx';
import { useOwned } from '../../../widgets/hooks/use-owned.ts';
import { TaskStateMark } from './task-state.tsx';

interface TaskPaneProps {
  readonly task: ProfileTask;
  readonly onClose: () => void;
}

/** One task: what was asked for, how far each instance is, and what can be looked at. */
export function TaskPane({ task, onClose }: TaskPaneProps) {
  return (
    <SidePane
      label={`Task of ${task.serviceName}`}
      title={`${task.serviceName} · ${kindLabels[task.kind]}`}
      onClose={onClose}
    >
      <p class="task-pane__state">
        <TaskStateMark state={task.state} reason={task.reason} />
        <span class="muted">{task.reason === '' ? stateMeanings[task.state] : task.reason}</span>
      </p>
      <Progress task={task} />
      {task.kind === 'trace' ? (
        <Requests key={`${task.id} ${task.segmentCount}`} task={task} />
      ) : undefined}
      {task.instances.length === 0 ? undefined : (
        <section class="side-pane__part">
          <h3>Instances</h3>
          <ul class="task-pane__instances">
            {task.instances.map((instance) => (
              <Instance key={instance.id} instance={instance} />
            ))}
          </ul>
        </section>
      )}
      <Asked task={task} />
    </SidePane>
  );
}

/** How much of its time has passed, while it runs. */
function Progress({ task }: { readonly task: ProfileTask }) {
  if (isOver(task.state) || task.endTimeMs <= task.startTimeMs) return undefined;
  const share = (nowMs.value - task.startTimeMs) / (task.endTimeMs - task.startTimeMs);
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div class="task-pane__progress">
      <progress max={100} value={percent} aria-label="Time passed" />
      <span class="faint">until {formatClock(task.endTimeMs, zone.value)}</span>
    </div>
  );
}

function Instance({ instance }: { readonly instance: TaskInstance }) {
  return (
    <li>
      <div class="task-pane__instance">
        <Link to={instancePath(instance.id)}>
          {instance.name === '' ? instance.id : instance.name}
        </Link>
        <TaskStateMark state={instance.state} reason={instance.reason} />
        {instance.profile === undefined ? undefined : (
          <Link to={profilePathOf(instance.profile)}>Flame graph</Link>
        )}
      </div>
      {instance.reason === '' ? undefined : <p class="is-error">{instance.reason}</p>}
      {instance.logs.map((log) => (
        <p key={`${log.operation}${log.timeMs}`} class="faint">
          {formatClock(log.timeMs, zone.value)} {wordsOf(log.operation)}
        </p>
      ))}
    </li>
  );
}

const operations: Readonly<Record<string, string>> = {
  NOTIFIED: 'fetched by the agent',
  EXECUTION_FINISHED: 'finished',
  EXECUTION_TASK_ERROR: 'the agent could not do it',
  JFR_UPLOAD_FILE_TOO_LARGE_ERROR: 'the recording was too large',
  PPROF_UPLOAD_FILE_TOO_LARGE_ERROR: 'the profile was too large',
};

function wordsOf(operation: string): string {
  return operations[operation] ?? operation.toLowerCase().replaceAll('_', ' ');
}

/** The requests that a trace task has caught, slowest first. */
function Requests({ task }: { readonly task: ProfileTask }) {
  if (task.segmentCount === 0) {
    return (
      <section class="side-pane__part">
        <h3>Requests</h3>
        <p class="muted">
          None yet. A request to {subjectOf(task)} that takes longer than{' '}
          {formatQuantityText(Number(task.spec['minDurationThresholdMs'] ?? 0), 'durationMs')} is
          caught as soon as one comes.
        </p>
      </section>
    );
  }
  return (
    <section class="side-pane__part">
      <h3>Requests</h3>
      <RequestList task={task} />
    </section>
  );
}

function RequestList({ task }: { readonly task: ProfileTask }) {
  const query = useOwned(() =>
    createQuery<readonly ProfiledTrace[]>({
      key: () => task.id,
      read: (signal) => readProfiledTraces(task.id, signal),
      judge: (traces) => (traces.length === 0 ? 'empty' : 'ready'),
    }),
  );
  return (
    <LoadableView
      of={query.result.value}
      emptyTitle="Dumps are here, the segments are not yet"
      onRetry={query.refresh}
    >
      {(traces) => (
        <ul class="task-pane__requests">
          <li>
            <Link to={profilePath({ kind: 'trace', taskId: task.id, segments: [] })}>
              All of them in one flame graph
            </Link>
          </li>
          {traces.map((trace) => (
            <li key={`${trace.traceId}${trace.startMs}`}>
              <Link
                to={profilePath({ kind: 'trace', taskId: task.id, segments: trace.segmentIds })}
                title={trace.endpointNames.join(', ')}
              >
                {formatClock(trace.startMs, zone.value, 'ms')}
              </Link>
              <b>{formatQuantityText(trace.durationMs, 'durationMs')}</b>
              <span class="faint">{trace.instanceName}</span>
              <Link to={`/trace/${encodeURIComponent(trace.traceId)}`}>trace</Link>
            </li>
          ))}
        </ul>
      )}
    </LoadableView>
  );
}

const specLabels: Readonly<Record<string, string>> = {
  endpointName: 'Endpoint',
  minDurationThresholdMs: 'Only slower than',
  dumpPeriodMs: 'A dump every',
  maxSamplingCount: 'At most',
  dumpPeriod: 'One event of',
  execArgs: 'Arguments',
  event: 'Event',
  events: 'Events',
};

function Asked({ task }: { readonly task: ProfileTask }) {
  const durationMs = durationMsOf(task);
  const known = Object.entries(task.spec).filter(
    ([name, value]) => specLabels[name] !== undefined && value !== '' && value !== 0,
  );
  return (
    <section class="side-pane__part">
      <h3>Asked for</h3>
      <dl class="side-pane__pairs">
        <dt>Service</dt>
        <dd>
          <Link to={servicePath(task.serviceId)}>{task.serviceName}</Link>
        </dd>
        {known.map(([name, value]) => (
          <div key={name} class="task-pane__pair">
            <dt>{specLabels[name]}</dt>
            <dd>{valueText(name, value)}</dd>
          </div>
        ))}
        {durationMs === 0 ? undefined : (
          <>
            <dt>For</dt>
            <dd>{formatQuantityText(durationMs, 'durationMs')}</dd>
          </>
        )}
        <dt>Made</dt>
        <dd>{formatStamp(task.createTimeMs, zone.value)}</dd>
      </dl>
    </section>
  );
}

function valueText(name: string, value: string | number | readonly string[]): string {
  if (typeof value === 'object') return value.join(', ');
  if (name.endsWith('Ms')) return formatQuantityText(Number(value), 'durationMs');
  return name === 'maxSamplingCount' ? `${value} requests` : String(value);
}
