import './field.css';
import './picker.css';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { findFuzzy } from '../../base/fuzzy.ts';

export interface PickerOption {
  readonly value: string;
  readonly label: string;
  /** A few grey words at the right. */
  readonly hint?: string;
}

interface PickerProps {
  readonly label: string;
  readonly options: readonly PickerOption[];
  readonly value: string | undefined;
  readonly onPick: (value: string) => void;
}

/** More than this is not a list to read but one to filter. */
const shownMax = 80;

/** One of many, by typing: a field and the options that match it. */
export function Picker({ label, options, value, onPick }: PickerProps) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = findFuzzy(
    text,
    options,
    (option) => `${option.label} ${option.hint ?? ''}`,
    shownMax,
  );
  useLayoutEffect(() => input.current?.focus(), []);
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = Math.min(shown.length - 1, Math.max(0, at + step));
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    }
    const chosen = shown[at];
    if (event.key === 'Enter' && chosen !== undefined) onPick(chosen.item.value);
  };
  return (
    <div class="picker">
      <label class="field">
        <span class="visually-hidden">{label}</span>
        <input
          ref={input}
          placeholder={label}
          value={text}
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
          spellcheck={false}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </label>
      <div class="picker__list" role="listbox" id={id} aria-label={label} ref={list}>
        {shown.map(({ item }, index) => (
          <div
            key={item.value}
            id={`${id}-${index}`}
            role="option"
            class={`picker__option ${index === at ? 'is-at' : ''}`}
            aria-selected={item.value === value}
            // A press would move the focus away, and a popover around would close before the click.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(item.value)}
          >
            <span>{item.label}</span>
            {item.hint === undefined ? undefined : <small>{item.hint}</small>}
          </div>
        ))}
      </div>
    </div>
  );
}
