import './query-bar.css';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { acceptCompletion, completionAt } from '../../model/trace/search-completion.ts';
import { parseSearch } from '../../model/trace/search-text.ts';
import type { SearchProblem } from '../../model/trace/search-text.ts';
import { Button } from '../../widgets/button.tsx';
import { Segments } from '../../widgets/tabs.tsx';
import { useKeys } from '../../widgets/use-keys.ts';
import { changeSearch, parsedSearch, searchText, setSearchText } from './search-state.ts';
import { useSuggestions } from './use-suggestions.ts';

/** One text that says what to look for, with the common choices as buttons beside it. */
export function QueryBar() {
  const written = searchText.value;
  const [text, setText] = useState(written);
  const [cursor, setCursor] = useState(written.length);
  const [isOpen, setIsOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => setText(written), [written]);
  useKeys('Lists', [{ keys: '/', label: 'Search for traces', run: () => input.current?.focus() }]);
  const place = completionAt(text, cursor);
  const suggestions = useSuggestions(isOpen ? place : undefined, text);
  const { problems } = parseSearch(text);
  const shownProblem = isOpen && isBeingTyped(problems[0], cursor) ? undefined : problems[0];
  const change = (element: HTMLInputElement): void => {
    setText(element.value);
    setCursor(element.selectionStart ?? element.value.length);
    setIsOpen(true);
    setAt(-1);
  };
  const accept = (value: string): void => {
    const next = acceptCompletion(text, place, value);
    setText(next.text);
    setCursor(next.cursor);
    setAt(-1);
    // At once and not with the next rendering: whoever types fast is already at the next letter.
    const element = input.current;
    if (element === null) return;
    element.value = next.text;
    element.focus();
    element.setSelectionRange(next.cursor, next.cursor);
  };
  const submit = (): void => {
    setIsOpen(false);
    // The keys of the list work at once.
    input.current?.blur();
    setSearchText(text);
  };
  const press = (event: KeyboardEvent): void => {
    const chosen = suggestions[at];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setIsOpen(true);
      const count = suggestions.length;
      if (count > 0)
        setAt(
          (at +
            (event.key === 'ArrowDown' ? 1 : -1) +
            count +
            (at === -1 && event.key === 'ArrowUp' ? 1 : 0)) %
            count,
        );
    } else if ((event.key === 'Enter' || event.key === 'Tab') && isOpen && chosen !== undefined) {
      event.preventDefault();
      accept(chosen.value);
    } else if (event.key === 'Enter') {
      submit();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (isOpen && suggestions.length > 0) setIsOpen(false);
      else input.current?.blur();
    }
  };
  const isListShown = isOpen && suggestions.length > 0;
  return (
    <search class="query-bar">
      <div class="query-bar__line">
        <div class="query-bar__box">
          <label class="field query-bar__field">
            <span class="visually-hidden">Search for traces</span>
            <input
              ref={input}
              class="mono"
              value={text}
              placeholder="service=cart dur>500ms error tag:http.status_code=500"
              role="combobox"
              aria-expanded={isListShown}
              aria-controls={id}
              aria-autocomplete="list"
              aria-invalid={shownProblem !== undefined}
              aria-describedby={`${id}-problem`}
              {...(isListShown && at !== -1 ? { 'aria-activedescendant': `${id}-${at}` } : {})}
              spellcheck={false}
              autocomplete="off"
              autocapitalize="off"
              onInput={(event) => change(event.currentTarget)}
              onClick={(event) => change(event.currentTarget)}
              onKeyUp={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
              onBlur={() => setIsOpen(false)}
              onKeyDown={press}
            />
            <kbd aria-hidden="true">/</kbd>
          </label>
          <div
            class={`query-bar__list ${isListShown ? '' : 'is-closed'}`}
            role="listbox"
            id={id}
            aria-label="Suggestions"
          >
            {(isListShown ? suggestions : []).map((suggestion, index) => (
              <div
                key={suggestion.value}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === at}
                class={`picker__option ${index === at ? 'is-at' : ''}`}
                // A press would take the focus away before the click.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => accept(suggestion.value)}
              >
                <span class="mono">{suggestion.label}</span>
                <small>{suggestion.hint}</small>
              </div>
            ))}
          </div>
        </div>
        <Button tone="primary" onClick={submit}>
          Search
        </Button>
        <Choices />
      </div>
      <Problem id={`${id}-problem`} problem={shownProblem} />
    </search>
  );
}

/** Nobody wants to be told that what they are writing is not finished. */
function isBeingTyped(problem: SearchProblem | undefined, cursor: number): boolean {
  return problem !== undefined && cursor === problem.to;
}

/** The first problem, under the letters that it is about. */
function Problem({
  id,
  problem,
}: {
  readonly id: string;
  readonly problem: SearchProblem | undefined;
}) {
  return (
    <p class="query-bar__problem" id={id} role="status">
      {problem === undefined ? undefined : (
        <>
          <span
            class="query-bar__mark mono"
            aria-hidden="true"
            style={{ marginLeft: `${Math.min(problem.from, 90)}ch` }}
          >
            {'~'.repeat(Math.max(1, Math.min(40, problem.to - problem.from)))}
          </span>
          {problem.message}
        </>
      )}
    </p>
  );
}

function Choices() {
  const { search } = parsedSearch.value;
  return (
    <div class="query-bar__choices">
      <Segments
        label="Outcome"
        choices={[
          { value: 'all', label: 'All' },
          { value: 'ok', label: 'OK' },
          { value: 'error', label: 'Errors' },
        ]}
        value={search.outcome}
        onChoose={(outcome) => changeSearch({ outcome })}
      />
      <Segments
        label="Order"
        choices={[
          { value: 'start', label: 'Newest' },
          { value: 'duration', label: 'Slowest' },
        ]}
        value={search.order}
        onChoose={(order) => changeSearch({ order })}
      />
    </div>
  );
}
