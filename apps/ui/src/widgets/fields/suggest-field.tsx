import './field.css';
import './picker.css';
import './suggest-field.css';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { findFuzzy } from '../../base/fuzzy.ts';
import { useKeys } from '../hooks/use-keys.ts';

export interface Suggestion {
  readonly value: string;
  readonly label: string;
  /** A few grey words at the right. */
  readonly hint: string;
}

/** What can be written at one place of the text. */
export interface SuggestionOffer {
  /** The same for the same question: an answer to another one is never shown. */
  readonly key: string;
  /** What is known at once. */
  readonly known: readonly Suggestion[];
  /** Asks for the rest; `signal` aborts when nobody waits any more. The best matches of `typed` are shown. */
  readonly read?: (signal: AbortSignal) => Promise<readonly Suggestion[]>;
  /** What is written already of what a suggestion replaces. */
  readonly typed: string;
  /** The text and cursor after a suggestion was taken. */
  readonly accept: (value: string) => { readonly text: string; readonly cursor: number };
}

/** A stretch of the text with a class, for colours and underlines under the letters. */
export interface TextMark {
  readonly from: number;
  readonly to: number;
  readonly class: string;
}

interface SuggestFieldProps {
  readonly label: string;
  readonly placeholder?: string;
  /** The text as it was last submitted, never a draft; a change of it replaces the draft. */
  readonly value: string;
  /** Called reactively: what it reads of signals updates the list. */
  readonly offer: (text: string, cursor: number) => SuggestionOffer | undefined;
  /** Every change of the draft. */
  readonly onDraft?: (text: string) => void;
  readonly onSubmit: (text: string) => void;
  /** Several lines: Enter breaks the line, Ctrl or ⌘ with Enter submits. */
  readonly isMultiline?: boolean;
  readonly marks?: (text: string) => readonly TextMark[];
  /** The key that goes to the field. */
  readonly focusKey?: string;
  readonly isInvalid?: boolean;
  /** The id of the element that says what is wrong. */
  readonly describedBy?: string;
  readonly class?: string;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

interface Draft {
  readonly text: string;
  readonly cursor: number;
  readonly isOpen: boolean;
  /** The suggestion that the arrow keys stand on. */
  readonly at: number;
}

const readPauseMs = 80;
const shownMax = 14;

/**
 * A text with suggestions: what is typed is a draft until it is submitted. Events see the draft of this moment and not
 * that of the last rendering, so that whoever types faster than the page is not answered about older letters.
 */
export function SuggestField(props: SuggestFieldProps) {
  const { label, value, isMultiline = false } = props;
  const field = useRef<Field>(null);
  const id = useId();
  const { draft, change } = useDraft(value, props.onDraft);
  const { text, cursor, isOpen, at } = draft.current;
  const offer = isOpen ? props.offer(text, cursor) : undefined;
  const suggestions = useOffered(offer);
  useKeys(
    'Lists',
    props.focusKey === undefined
      ? []
      : [{ keys: props.focusKey, label, run: () => field.current?.focus() }],
  );
  useGrowth(field, isMultiline ? text : undefined);

  const typed = (element: Field): void => {
    change({
      text: element.value,
      cursor: element.selectionStart ?? element.value.length,
      isOpen: true,
      at: -1,
    });
  };
  const take = (chosen: Suggestion): void => {
    const next = offer?.accept(chosen.value);
    const element = field.current;
    if (next === undefined || element === null) return;
    change({ text: next.text, cursor: next.cursor, isOpen: true, at: -1 });
    // At once and not with the next rendering: whoever types fast is already at the next letter.
    element.value = next.text;
    element.focus();
    element.setSelectionRange(next.cursor, next.cursor);
  };
  const submit = (): void => {
    change({ isOpen: false, at: -1 });
    // The keys of the page work at once; in an editor one goes on writing.
    if (!isMultiline) field.current?.blur();
    props.onSubmit(draft.current.text);
  };
  const press = (event: KeyboardEvent): void => {
    const now = draft.current;
    const chosen = now.isOpen ? suggestions[now.at] : undefined;
    const isList = now.isOpen && suggestions.length > 0;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && (isList || !isMultiline)) {
      event.preventDefault();
      const count = suggestions.length;
      const first = step > 0 ? 0 : count - 1;
      change({
        isOpen: true,
        at: count === 0 ? -1 : now.at < 0 ? first : (now.at + step + count) % count,
      });
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === 'Enter' && !isMultiline) {
      submit();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (isList) change({ isOpen: false, at: -1 });
      else field.current?.blur();
    }
  };
  const isListShown = isOpen && suggestions.length > 0;
  const attributes = {
    class: 'mono',
    value: text,
    placeholder: props.placeholder ?? '',
    'aria-label': label,
    'aria-controls': id,
    'aria-autocomplete': 'list' as const,
    'aria-invalid': props.isInvalid === true,
    ...(props.describedBy === undefined ? {} : { 'aria-describedby': props.describedBy }),
    ...(isListShown && at >= 0 ? { 'aria-activedescendant': `${id}-${at}` } : {}),
    spellcheck: false,
    autocomplete: 'off',
    autocapitalize: 'off' as const,
    onInput: (event: { readonly currentTarget: Field }) => typed(event.currentTarget),
    onClick: (event: { readonly currentTarget: Field }) => typed(event.currentTarget),
    onKeyUp: (event: { readonly currentTarget: Field }) => {
      const next = event.currentTarget.selectionStart ?? 0;
      if (next !== draft.current.cursor) change({ cursor: next, at: -1 });
    },
    onBlur: () => change({ isOpen: false, at: -1 }),
    onKeyDown: press,
  };
  return (
    <div class={`suggest-field ${props.class ?? ''}`}>
      <div class={`field suggest-field__box ${isMultiline ? 'is-multiline' : ''}`}>
        {isMultiline ? (
          <div class="suggest-field__editor">
            <pre class="suggest-field__under mono" aria-hidden="true">
              {markText(text, props.marks?.(text) ?? [])}
              {'\n'}
            </pre>
            <textarea
              ref={field as { current: HTMLTextAreaElement | null }}
              rows={1}
              aria-haspopup="listbox"
              {...attributes}
            />
          </div>
        ) : (
          <input
            ref={field as { current: HTMLInputElement | null }}
            role="combobox"
            aria-expanded={isListShown}
            {...attributes}
          />
        )}
        {props.focusKey === undefined ? undefined : <kbd aria-hidden="true">{props.focusKey}</kbd>}
      </div>
      <SuggestionList id={id} suggestions={isListShown ? suggestions : []} at={at} onTake={take} />
    </div>
  );
}

/** The draft in a cell that events read and write at once; every change renders. */
function useDraft(
  value: string,
  onDraft: ((text: string) => void) | undefined,
): { readonly draft: { current: Draft }; readonly change: (part: Partial<Draft>) => void } {
  const draft = useRef<Draft>({ text: value, cursor: value.length, isOpen: false, at: -1 });
  const [, render] = useState(0);
  const change = (part: Partial<Draft>): void => {
    const before = draft.current;
    draft.current = { ...before, ...part };
    if (part.text !== undefined && part.text !== before.text) onDraft?.(part.text);
    render((count) => count + 1);
  };
  // The owner knows its own value: a draft that gives way to it is not told as one.
  useEffect(() => {
    if (draft.current.text === value) return;
    draft.current = { ...draft.current, text: value, cursor: value.length, at: -1 };
    render((count) => count + 1);
  }, [value]);
  return { draft, change };
}

/** What is known of the offer on screen. When the offer goes, so does the question: a late answer opens nothing. */
function useOffered(offer: SuggestionOffer | undefined): readonly Suggestion[] {
  const [read, setRead] = useState<{
    readonly key: string;
    readonly values: readonly Suggestion[];
  }>({ key: '', values: [] });
  const key = offer?.read === undefined ? '' : offer.key;
  useEffect(() => {
    if (key === '' || offer?.read === undefined) return undefined;
    const controller = new AbortController();
    const { read: ask } = offer;
    const timer = setTimeout(() => {
      ask(controller.signal).then(
        (values) => controller.signal.aborted || setRead({ key, values }),
        () => undefined,
      );
    }, readPauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key]);
  if (offer === undefined) return [];
  if (read.key !== key || key === '') return offer.known;
  const found = findFuzzy(offer.typed, read.values, (each) => each.label, shownMax);
  return [...offer.known, ...found.map(({ item }) => item)];
}

/** An editor is as high as its text. */
function useGrowth(field: { readonly current: Field | null }, text: string | undefined): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (text === undefined || element === null) return;
    element.style.height = '0';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);
}

/** The text in pieces, each under its mark; where marks overlap, the later one counts. */
function markText(text: string, marks: readonly TextMark[]): ComponentChildren {
  const edges = [...new Set([0, text.length, ...marks.flatMap(({ from, to }) => [from, to])])]
    .filter((at) => at >= 0 && at <= text.length)
    .sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1] ?? text.length;
    const classes = marks
      .filter((mark) => mark.from <= from && mark.to >= to)
      .map((mark) => mark.class);
    return (
      <span key={from} class={classes.join(' ')}>
        {text.slice(from, to)}
      </span>
    );
  });
}

interface SuggestionListProps {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly at: number;
  readonly onTake: (suggestion: Suggestion) => void;
}

function SuggestionList({ id, suggestions, at, onTake }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (at >= 0) list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div
      ref={list}
      class={`suggest-field__list ${suggestions.length === 0 ? 'is-closed' : ''}`}
      role="listbox"
      id={id}
      aria-label="Suggestions"
    >
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.value}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          class={`picker__option ${index === at ? 'is-at' : ''}`}
          // A press would take the focus away before the click.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(suggestion)}
        >
          <span class="mono">{suggestion.label}</span>
          <small>{suggestion.hint}</small>
        </div>
      ))}
    </div>
  );
}
