import { useId } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | undefined;
  readonly children: (ids: {
    readonly id: string;
    readonly describedBy: string;
  }) => ComponentChildren;
}

/** A field with its name above it, and what it takes or what is wrong with it below it. */
export function Field({ label, hint, problem, children }: FieldProps) {
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

/** A whole number; what is none is not a number. */
export function NumberField({ label, unit, value, hint, problem, onChange }: NumberFieldProps) {
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
