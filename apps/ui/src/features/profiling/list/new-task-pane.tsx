import '../../../widgets/fields/select.css';
import './new-task.css';
import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../../../base/errors.ts';
import { valueOf } from '../../../base/loadable.ts';
import { readInstances } from '../../../model/profile/tasks/service-instances.ts';
import type { NamedInstance } from '../../../model/profile/tasks/service-instances.ts';
import {
  createTask,
  problemsOf,
  unfitReason,
  usualKind,
} from '../../../model/profile/tasks/create-task.ts';
import type { TaskDraft } from '../../../model/profile/tasks/create-task.ts';
import type { TaskKind } from '../../../model/profile/tasks/task.ts';
import { serviceDirectory } from '../../../model/entity/service-directory.ts';
import { Button } from '../../../widgets/button.tsx';
import { SidePane } from '../../../widgets/panes/side-pane.tsx';
import { Segments } from '../../../widgets/panes/tabs.tsx';
import { ServiceField, TraceFields } from './new-task-fields.tsx';
import type { Fields } from './new-task-fields.tsx';
import { InstanceField, JfrFields, PprofFields } from './recording-fields.tsx';

interface NewTaskProps {
  /** Empty: what fits the service. */
  readonly kind: TaskKind | undefined;
  readonly serviceId: string;
  readonly endpoint: string;
  readonly onMade: (taskId: string) => void;
  readonly onClose: () => void;
}

const kindWords: Readonly<Record<TaskKind, string>> = {
  trace:
    'Dumps the thread of each slow request to one endpoint until the request ends: what this request waited for, line by line. Java, Python and Go agents.',
  'async-profiler':
    'Records a JVM from inside: CPU, wall clock, allocation or locks of all threads, at little cost. Java agents.',
  pprof: "Go's own profiles: CPU, memory, goroutines, locks. Go agents.",
};

function draftOf(fields: Fields, instanceIds: readonly string[]): TaskDraft {
  const { kind, serviceId } = fields;
  switch (kind) {
    case 'trace':
      return {
        kind,
        serviceId,
        endpointName: fields.endpoint,
        durationMinutes: fields.minutes,
        minDurationThresholdMs: fields.thresholdMs,
        dumpPeriodMs: fields.periodMs,
        maxSamplingCount: fields.samples,
      };
    case 'async-profiler':
      return {
        kind,
        serviceId,
        instanceIds,
        durationSeconds: fields.seconds,
        events: fields.events,
        execArgs: fields.execArgs,
      };
    case 'pprof':
      return {
        kind,
        serviceId,
        instanceIds,
        event: fields.event,
        durationMinutes: fields.minutes,
        dumpPeriod: fields.dumpPeriod,
      };
  }
}

/** A new task: what it needs, what cannot be done and why, and the server's own words where it refuses. */
export function NewTaskPane(props: NewTaskProps) {
  const { onMade, onClose } = props;
  const services = (valueOf(serviceDirectory().result.value) ?? []).filter(({ normal }) => normal);
  const [fields, setFields] = useState<Fields>({
    kind: props.kind ?? 'trace',
    serviceId: props.serviceId,
    endpoint: props.endpoint,
    instanceIds: undefined,
    minutes: 5,
    seconds: 60,
    thresholdMs: 0,
    periodMs: 10,
    samples: 5,
    events: ['CPU'],
    execArgs: '',
    event: 'CPU',
    dumpPeriod: 1,
  });
  const [isKindChosen, setKindChosen] = useState(props.kind !== undefined);
  const [isTried, setTried] = useState(false);
  const [answer, setAnswer] = useState<{ readonly refused: string } | 'sending' | undefined>(
    undefined,
  );
  const instances = useServiceInstances(fields.serviceId);
  const languages = [...new Set((instances ?? []).map(({ language }) => language))];
  useEffect(() => {
    const [language] = languages;
    if (!isKindChosen && props.endpoint === '' && language !== undefined)
      setFields((now) => ({ ...now, kind: usualKind(language) }));
  }, [languages.join(' ')]);
  const change = (part: Partial<Fields>): void => {
    setFields({ ...fields, ...part });
    setAnswer(undefined);
  };
  const fitting = (instances ?? []).filter(
    ({ language }) => unfitReason(fields.kind, [language]) === undefined,
  );
  const chosen = fields.instanceIds ?? fitting.slice(0, 1).map(({ id }) => id);
  const draft = draftOf(fields, chosen);
  const problems = problemsOf(draft);
  const unfit = unfitReason(fields.kind, languages);
  const shown = isTried ? problems : {};
  const submit = async (): Promise<void> => {
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    setAnswer('sending');
    try {
      const made = await createTask(draft);
      if ('id' in made) onMade(made.id);
      else setAnswer(made);
    } catch (thrown) {
      setAnswer({ refused: messageOf(thrown) });
    }
  };
  return (
    <SidePane label="New task" title="New task" onClose={onClose}>
      <form
        class="new-task"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Segments<TaskKind>
          label="Kind"
          choices={[
            { value: 'trace', label: 'Trace' },
            { value: 'async-profiler', label: 'async-profiler' },
            { value: 'pprof', label: 'pprof' },
          ]}
          value={fields.kind}
          onChoose={(kind) => {
            setKindChosen(true);
            change({ kind, instanceIds: undefined });
          }}
        />
        <p class="muted">{kindWords[fields.kind]}</p>
        <ServiceField
          services={services}
          serviceId={fields.serviceId}
          problem={shown['service']}
          onChoose={(serviceId) => change({ serviceId, instanceIds: undefined, endpoint: '' })}
        />
        {unfit === undefined ? undefined : (
          <p class="new-task__unfit" role="status">
            {unfit}
          </p>
        )}
        {fields.kind === 'trace' ? (
          <TraceFields fields={fields} problems={shown} services={services} onChange={change} />
        ) : (
          <InstanceField
            instances={instances}
            kind={fields.kind}
            chosen={chosen}
            problem={shown['instances']}
            onChoose={(instanceIds) => change({ instanceIds })}
          />
        )}
        {fields.kind === 'async-profiler' ? (
          <JfrFields fields={fields} problems={shown} onChange={change} />
        ) : undefined}
        {fields.kind === 'pprof' ? (
          <PprofFields fields={fields} problems={shown} onChange={change} />
        ) : undefined}
        {typeof answer === 'object' ? <Refused reason={answer.refused} /> : undefined}
        <div class="new-task__foot">
          <Button tone="primary" type="submit" disabled={answer === 'sending'}>
            {answer === 'sending' ? 'Asking…' : 'Start'}
          </Button>
          <span class="faint">Agents fetch it within 20 seconds or so.</span>
        </div>
      </form>
    </SidePane>
  );
}

const refusals: Readonly<Record<string, string>> = {
  'current service already has monitor task execute at this time':
    'One task of a kind runs at a time, so that profiling does not slow the service down. Wait until the other one is over.',
};

function Refused({ reason }: { readonly reason: string }) {
  const known = Object.entries(refusals).find(([text]) => reason.includes(text.slice(0, 33)));
  return (
    <div class="new-task__refused" role="alert">
      <b>Refused</b>
      <span>{reason}</span>
      {known === undefined ? undefined : <span class="muted">{known[1]}</span>}
    </div>
  );
}

/** The instances of a service that are there now; undefined until they are known. */
function useServiceInstances(serviceId: string): readonly NamedInstance[] | undefined {
  const [instances, setInstances] = useState<readonly NamedInstance[] | undefined>(undefined);
  useEffect(() => {
    setInstances(undefined);
    if (serviceId === '') return undefined;
    const controller = new AbortController();
    readInstances(serviceId, controller.signal).then(
      (read) => controller.signal.aborted || setInstances(read),
      () => controller.signal.aborted || setInstances([]),
    );
    return () => controller.abort();
  }, [serviceId]);
  return instances;
}
