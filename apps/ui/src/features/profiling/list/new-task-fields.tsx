import { useId, useMemo } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { findEndpoints } from '../../../model/entity/endpoint-search.ts';
import type { Service } from '../../../model/entity/entity.ts';
import type { NamedInstance } from '../../../model/profile/tasks/service-instances.ts';
import {
  asyncProfilerEvents,
  draftLimits,
  eventMeanings,
  needsPeriod,
  pprofEvents,
  takesTime,
  unfitReason,
} from '../../../model/profile/tasks/create-task.ts';
import type { AsyncProfilerEvent, PprofEvent } from '../../../model/profile/tasks/create-task.ts';
import type { TaskKind } from '../../../model/profile/tasks/task.ts';
import { SuggestField } from '../../../widgets/fields/suggest-field.tsx';
import type { SuggestionOffer } from '../../../widgets/fields/suggest-field.tsx';

/** What the fields of all kinds hold; a kind takes of them what it needs. */
export interface Fields {
  readonly kind: TaskKind;
  readonly serviceId: string;
  readonly endpoint: string;
  readonly instanceIds: readonly string[] | undefined;
  readonly minutes: number;
  readonly seconds: number;
  readonly thresholdMs: number;
  readonly periodMs: number;
  readonly samples: number;
  readonly events: readonly AsyncProfilerEvent[];
  readonly execArgs: string;
  readonly event: PprofEvent;
  readonly dumpPeriod: number;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | undefined;
  readonly children: (ids: {
    readonly id: string;
    readonly describedBy: string;
  }) => ComponentChildren;
}

function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  return (
    <div class="new-task__field">
      <label for={id}>{label}</label>
      {children({ id, describedBy: `${id}-hint` })}
      <small id={`${id}-hint`} class={problem === undefined ? 'faint' : 'is-error'}>
        {problem ?? hint ?? ''}
      </small>
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly hint: string;
  readonly problem: string | undefined;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, unit, value, hint, problem, onChange }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {({ id, describedBy }) => (
        <span class="field new-task__number">
          <input
            id={id}
            type="text"
            inputmode="numeric"
            value={Number.isNaN(value) ? '' : String(value)}
            aria-describedby={describedBy}
            aria-invalid={problem !== undefined}
            onInput={(event) => {
              const { value: text } = event.currentTarget;
              onChange(/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
            }}
          />
          <span class="faint">{unit}</span>
        </span>
      )}
    </Field>
  );
}

interface ServiceFieldProps {
  readonly services: readonly Service[];
  readonly serviceId: string;
  readonly problem: string | undefined;
  readonly onChoose: (serviceId: string) => void;
}

export function ServiceField({ services, serviceId, problem, onChoose }: ServiceFieldProps) {
  const sorted = useMemo(
    () => [...services].sort((a, b) => a.name.localeCompare(b.name)),
    [services],
  );
  return (
    <Field label="Service" problem={problem}>
      {({ id, describedBy }) => (
        <select
          id={id}
          class="select"
          value={serviceId}
          aria-describedby={describedBy}
          aria-invalid={problem !== undefined}
          onChange={(event) => onChoose(event.currentTarget.value)}
        >
          <option value="">Choose a service…</option>
          {sorted.map((service) => (
            <option key={service.id} value={service.id}>
              {service.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface KindFieldsProps {
  readonly fields: Fields;
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (part: Partial<Fields>) => void;
}

export function TraceFields({
  fields,
  problems,
  services,
  onChange,
}: KindFieldsProps & { readonly services: readonly Service[] }) {
  const service = services.find(({ id }) => id === fields.serviceId);
  const offer = (text: string): SuggestionOffer | undefined => {
    if (service === undefined) return undefined;
    return {
      key: `${service.id} ${text}`,
      known: [],
      typed: text,
      read: async (signal) =>
        (await findEndpoints(text, [service], signal)).map(({ name }) => ({
          value: name,
          label: name,
          hint: '',
        })),
      accept: (value) => ({ text: value, cursor: value.length }),
    };
  };
  return (
    <>
      <Field
        label="Endpoint"
        hint="The entry of the request, as its spans are named. Every instance takes part."
        problem={problems['endpoint']}
      >
        {({ describedBy }) => (
          <SuggestField
            label="Endpoint"
            placeholder="GET:/orders/{id}"
            value={fields.endpoint}
            offer={offer}
            onDraft={(endpoint) => onChange({ endpoint })}
            onSubmit={(endpoint) => onChange({ endpoint })}
            isInvalid={problems['endpoint'] !== undefined}
            describedBy={describedBy}
          />
        )}
      </Field>
      <div class="new-task__pair">
        <NumberField
          label="For"
          unit="min"
          value={fields.minutes}
          hint={`1 to ${draftLimits.traceMinutesMax}`}
          problem={problems['duration']}
          onChange={(minutes) => onChange({ minutes })}
        />
        <NumberField
          label="Requests slower than"
          unit="ms"
          value={fields.thresholdMs}
          hint="0 takes any"
          problem={problems['threshold']}
          onChange={(thresholdMs) => onChange({ thresholdMs })}
        />
        <NumberField
          label="A dump every"
          unit="ms"
          value={fields.periodMs}
          hint={`At least ${draftLimits.dumpPeriodMsMin}; less costs more`}
          problem={problems['period']}
          onChange={(periodMs) => onChange({ periodMs })}
        />
        <NumberField
          label="At most"
          unit="requests"
          value={fields.samples}
          hint={`1 to ${draftLimits.samplingCountMax}, of each instance`}
          problem={problems['samples']}
          onChange={(samples) => onChange({ samples })}
        />
      </div>
    </>
  );
}

interface InstanceFieldProps {
  readonly instances: readonly NamedInstance[] | undefined;
  readonly kind: TaskKind;
  readonly chosen: readonly string[];
  readonly problem: string | undefined;
  readonly onChoose: (ids: readonly string[]) => void;
}

export function InstanceField({ instances, kind, chosen, problem, onChoose }: InstanceFieldProps) {
  const toggle = (id: string): void =>
    onChoose(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <fieldset class="new-task__field">
      <legend>Instances</legend>
      {instances === undefined ? (
        <p class="faint">Choose a service first.</p>
      ) : instances.length === 0 ? (
        <p class="faint">No instance of this service has been seen in the window of time above.</p>
      ) : (
        <ul class="new-task__instances">
          {instances.map(({ id, name, language }) => {
            const reason = unfitReason(kind, [language]);
            return (
              <li key={id}>
                <label class={reason === undefined ? '' : 'faint'} title={reason ?? name}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(id)}
                    disabled={reason !== undefined}
                    onChange={() => toggle(id)}
                  />
                  <span>{name}</span>
                  <small class="faint">
                    {language === 'UNKNOWN' ? '' : language.toLowerCase()}
                  </small>
                </label>
              </li>
            );
          })}
        </ul>
      )}
      <small class={problem === undefined ? 'faint' : 'is-error'}>
        {problem ?? 'One is enough, unless you want to compare them.'}
      </small>
    </fieldset>
  );
}

export function JfrFields({ fields, problems, onChange }: KindFieldsProps) {
  const toggle = (event: AsyncProfilerEvent): void =>
    onChange({
      events: fields.events.includes(event)
        ? fields.events.filter((each) => each !== event)
        : [...fields.events, event],
    });
  return (
    <>
      <fieldset class="new-task__field">
        <legend>Events</legend>
        <ul class="new-task__events">
          {asyncProfilerEvents.map((event) => (
            <li key={event}>
              <label>
                <input
                  type="checkbox"
                  checked={fields.events.includes(event)}
                  onChange={() => toggle(event)}
                />
                <b>{event.toLowerCase()}</b>
                <span class="muted">{eventMeanings[event]}</span>
              </label>
            </li>
          ))}
        </ul>
        {problems['events'] === undefined ? undefined : (
          <small class="is-error">{problems['events']}</small>
        )}
      </fieldset>
      <div class="new-task__pair">
        <NumberField
          label="For"
          unit="s"
          value={fields.seconds}
          hint={`1 to ${draftLimits.asyncProfilerSecondsMax}`}
          problem={problems['duration']}
          onChange={(seconds) => onChange({ seconds })}
        />
        <Field label="Further arguments" hint="As async-profiler takes them: live, chunksize=…">
          {({ id, describedBy }) => (
            <span class="field new-task__number">
              <input
                id={id}
                value={fields.execArgs}
                spellcheck={false}
                aria-describedby={describedBy}
                onInput={(event) => onChange({ execArgs: event.currentTarget.value })}
              />
            </span>
          )}
        </Field>
      </div>
    </>
  );
}

export function PprofFields({ fields, problems, onChange }: KindFieldsProps) {
  return (
    <>
      <fieldset class="new-task__field">
        <legend>Event</legend>
        <ul class="new-task__events">
          {pprofEvents.map((event) => (
            <li key={event}>
              <label>
                <input
                  type="radio"
                  name="pprof-event"
                  checked={fields.event === event}
                  onChange={() => onChange({ event })}
                />
                <b>{event.toLowerCase()}</b>
                <span class="muted">{eventMeanings[event]}</span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <div class="new-task__pair">
        {takesTime(fields.event) ? (
          <NumberField
            label="For"
            unit="min"
            value={fields.minutes}
            hint={`1 to ${draftLimits.pprofMinutesMax}`}
            problem={problems['duration']}
            onChange={(minutes) => onChange({ minutes })}
          />
        ) : (
          <p class="faint">One look at how it is now: no duration.</p>
        )}
        {needsPeriod(fields.event) ? (
          <NumberField
            label={fields.event === 'BLOCK' ? 'One event in' : 'One event of'}
            unit={fields.event === 'BLOCK' ? 'ns blocked' : 'events'}
            value={fields.dumpPeriod}
            hint="1 takes every one"
            problem={problems['period']}
            onChange={(dumpPeriod) => onChange({ dumpPeriod })}
          />
        ) : undefined}
      </div>
    </>
  );
}
