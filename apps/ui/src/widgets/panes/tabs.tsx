import './tabs.css';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

/** Arrow keys move among the choices, as in every tab list and radio group. */
function moveBy<T extends string>(event: KeyboardEvent, props: ChoiceProps<T>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const { choices, value, onChoose } = props;
  const at = choices.findIndex((choice) => choice.value === value);
  const next = choices[(at + step + choices.length) % choices.length];
  if (next === undefined) return;
  onChoose(next.value);
  const list = event.currentTarget instanceof Element ? event.currentTarget : undefined;
  list?.querySelectorAll('button')[choices.indexOf(next)]?.focus();
}

/** Views of one thing, of which one is shown. */
export function Tabs<T extends string>(props: ChoiceProps<T>) {
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label={props.label}
      onKeyDown={(event) => moveBy(event, props)}
    >
      {props.choices.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          role="tab"
          class="tabs__tab"
          aria-selected={value === props.value}
          tabIndex={value === props.value ? 0 : -1}
          onClick={() => props.onChoose(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** A few exclusive settings in one small field. */
export function Segments<T extends string>(props: ChoiceProps<T>) {
  return (
    <div
      class="segments"
      role="radiogroup"
      aria-label={props.label}
      onKeyDown={(event) => moveBy(event, props)}
    >
      {props.choices.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          role="radio"
          aria-checked={value === props.value}
          tabIndex={value === props.value ? 0 : -1}
          onClick={() => props.onChoose(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
