import './field.css';
import { useRef } from 'preact/hooks';
import { useKeys } from '../hooks/use-keys.ts';

interface FilterFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly class?: string;
}

/** Type to filter. `/` goes to it, Escape empties it and leaves. */
export function FilterField({ label, value, onInput, class: name = '' }: FilterFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useKeys('Lists', [{ keys: '/', label, run: () => input.current?.select() }]);
  const leave = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      onInput('');
      input.current?.blur();
    }
    if (event.key === 'Enter' || event.key === 'ArrowDown') input.current?.blur();
  };
  return (
    <label class={`field ${name}`}>
      <span class="visually-hidden">{label}</span>
      <input
        ref={input}
        type="search"
        placeholder={label}
        value={value}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={leave}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}
