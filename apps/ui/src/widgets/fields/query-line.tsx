import './query-line.css';
import { useEffect, useId, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { Button } from '../button.tsx';
import { SuggestField } from './suggest-field.tsx';
import type { SuggestionOffer } from './suggest-field.tsx';

export interface LineProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

interface QueryLineProps {
  readonly label: string;
  readonly placeholder: string;
  /** The word on the button. */
  readonly verb: string;
  readonly value: string;
  readonly problemsOf: (text: string) => readonly LineProblem[];
  readonly offer: (text: string, cursor: number) => SuggestionOffer | undefined;
  readonly onSubmit: (text: string) => void;
  /** The common choices, as buttons beside the text. */
  readonly children?: ComponentChildren;
}

/** One text that says what to look for, what is wrong with it under its letters, and the common choices beside it. */
export function QueryLine(props: QueryLineProps) {
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const id = useId();
  useEffect(() => setDraft(undefined), [props.value]);
  const text = draft ?? props.value;
  const [problem] = props.problemsOf(text);
  // Nobody wants to be told that what they are writing is not finished.
  const isBeingTyped = draft !== undefined && problem?.to === text.length;
  const shown = isBeingTyped ? undefined : problem;
  const submit = (submitted: string): void => {
    setDraft(undefined);
    props.onSubmit(submitted);
  };
  return (
    <search class="query-line">
      <div class="query-line__line">
        <SuggestField
          label={props.label}
          placeholder={props.placeholder}
          value={props.value}
          offer={props.offer}
          onDraft={setDraft}
          onSubmit={submit}
          focusKey="/"
          isInvalid={shown !== undefined}
          describedBy={`${id}-problem`}
        />
        <Button tone="primary" onClick={() => submit(text)}>
          {props.verb}
        </Button>
        {props.children === undefined ? undefined : (
          <div class="query-line__choices">{props.children}</div>
        )}
      </div>
      <p class="query-line__problem" id={`${id}-problem`} role="status">
        {shown === undefined ? undefined : (
          <>
            <span
              class="query-line__mark mono"
              aria-hidden="true"
              style={{ marginLeft: `${Math.min(shown.from, 90)}ch` }}
            >
              {'~'.repeat(Math.max(1, Math.min(40, shown.to - shown.from)))}
            </span>
            {shown.message}
          </>
        )}
      </p>
    </search>
  );
}
