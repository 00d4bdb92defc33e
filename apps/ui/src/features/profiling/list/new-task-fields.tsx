import { useMemo } from 'preact/hooks';
import { findEndpoints } from '../../../model/entity/endpoint-search.ts';
import type { Service } from '../../../model/entity/entity.ts';
import { draftLimits } from '../../../model/profile/tasks/create-task.ts';
import type { AsyncProfilerEvent, PprofEvent } from '../../../model/profile/tasks/create-task.ts';
import type { TaskKind } from '../../../model/profile/tasks/task.ts';
import { SuggestField } from '../../../widgets/fields/suggest-field.tsx';
import type { SuggestionOffer } from '../../../widgets/fields/suggest-field.tsx';
import { Field, NumberField } from './number-field.tsx';

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

export interface KindFieldsProps {
  readonly fields: Fields;
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (part: Partial<Fields>) => void;
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
