import {
  asyncProfilerEvents,
  draftLimits,
  eventMeanings,
  needsPeriod,
  pprofEvents,
  takesTime,
  unfitReason,
} from '../../../model/profile/tasks/create-task.ts';
import type { AsyncProfilerEvent } from '../../../model/profile/tasks/create-task.ts';
import type { NamedInstance } from '../../../model/profile/tasks/service-instances.ts';
import type { TaskKind } from '../../../model/profile/tasks/task.ts';
import type { KindFieldsProps } from './new-task-fields.tsx';
import { Field, NumberField } from './number-field.tsx';

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
