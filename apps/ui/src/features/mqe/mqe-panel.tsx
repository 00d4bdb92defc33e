import '../../widgets/panes/section.css';
import { useEffect, useId, useState } from 'preact/hooks';
import { valueOf } from '../../base/loadable.ts';
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { formatQuantityText } from '../../base/format-number.ts';
import type { Metric } from '../../model/mqe/catalogue.ts';
import { entityOf, parseEntityText } from '../../model/mqe/entity-text.ts';
import { toCurl, toGraphql } from '../../model/mqe/export.ts';
import type { Panel } from '../../model/mqe/panels.ts';
import { readPanels } from '../../model/mqe/panels.ts';
import { problemOf } from '../../model/mqe/problem.ts';
import type { ExpressionProblem } from '../../model/mqe/problem.ts';
import { readAnswer, typeText } from '../../model/mqe/reading.ts';
import { openPanel } from '../../model/mqe/run-panel.ts';
import type { PanelAnswer } from '../../model/mqe/run-panel.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import { Button } from '../../widgets/button.tsx';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { LoadableView } from '../../widgets/loadable-view.tsx';
import { SuggestField } from '../../widgets/fields/suggest-field.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { unknownServices } from '../../model/mqe/why-empty.ts';
import { expressionMarks } from './expression-marks.ts';
import { offerEntity, offerExpression } from './expression-offer.ts';
import { FirstSteps } from './first-steps.tsx';
import { NoValues } from './no-values.tsx';
import { ResultView } from './result-view.tsx';

interface MqePanelProps {
  /** The place of the panel among those of the address. */
  readonly index: number;
  /** What is written, run or not. */
  readonly draft: Panel;
  readonly metrics: readonly Metric[];
  /** Goes up when everything is to be asked again. */
  readonly runs: ReadonlySignal<number>;
  readonly onDraft: (part: Partial<Panel>) => void;
  readonly onRun: (part: Partial<Panel>) => void;
  readonly onCopy: (() => void) | undefined;
  readonly onRemove: (() => void) | undefined;
}

const emptyPanel: Panel = { expression: '', of: '' };

/** One expression, what it is asked for, and its answer. */
export function MqePanel(props: MqePanelProps) {
  const { index, draft } = props;
  const committed = useOwned(() => {
    const panel = computed(() => readPanels()[index] ?? emptyPanel);
    return { panel, close: () => undefined };
  }).panel;
  const query = useOwned(() => openPanel(() => committed.value));
  const [isTable, setTable] = useState(false);
  const runs = props.runs.value;
  useEffect(() => {
    if (runs > 0) query.refresh();
  }, [runs]);
  const id = useId();
  const run = committed.value;
  const answer = valueOf(query.result.value);
  const isShown = answer !== undefined && answer.panel.expression === draft.expression;
  const problem = isShown ? problemIn(answer) : undefined;
  const ofProblem = parseEntityText(draft.of).problems[0];
  return (
    <section class="section mqe-panel" aria-label={`Expression ${index + 1}`}>
      <PanelHead {...props} answer={answer} isTable={isTable} onTable={setTable} />
      <div class="mqe-panel__fields">
        <SuggestField
          label={`Expression ${index + 1}`}
          placeholder="service_resp_time"
          value={run.expression}
          offer={(text, cursor) => offerExpression(text, cursor, props.metrics, draft.of)}
          onDraft={(expression) => props.onDraft({ expression })}
          onSubmit={(expression) => props.onRun({ expression })}
          marks={(text) => expressionMarks(text, text === draft.expression ? problem : undefined)}
          isMultiline
          isInvalid={problem !== undefined}
          describedBy={`${id}-problem`}
          {...(index === 0 ? { focusKey: '/' } : {})}
        />
        <div class="mqe-panel__of">
          <span class="faint" aria-hidden="true">
            of
          </span>
          <SuggestField
            label={`What expression ${index + 1} is asked for`}
            placeholder="everything, or service=cart endpoint=…"
            value={run.of}
            offer={offerEntity}
            onDraft={(of) => props.onDraft({ of })}
            onSubmit={(of) => props.onRun({ of })}
            isInvalid={ofProblem !== undefined}
            describedBy={`${id}-problem`}
          />
          <Button tone="primary" title="Run all (Ctrl or ⌘ Enter)" onClick={() => props.onRun({})}>
            Run
          </Button>
        </div>
      </div>
      <p class="mqe-panel__problem" id={`${id}-problem`} role="status">
        {problem?.message ?? (draft.of === run.of ? (ofProblem?.message ?? '') : '')}
      </p>
      {run.expression.trim() === '' ? (
        <FirstSteps onTake={props.onRun} />
      ) : ofProblem !== undefined ? undefined : (
        <LoadableView of={query.result.value} onRetry={query.refresh}>
          {(value) => (
            <Answer value={value} metrics={props.metrics} isTable={isTable} onRun={props.onRun} />
          )}
        </LoadableView>
      )}
    </section>
  );
}

function problemIn(answer: PanelAnswer): ExpressionProblem | undefined {
  return answer.answer.ok ? undefined : problemOf(answer.panel.expression, answer.answer.error);
}

interface AnswerProps {
  readonly value: PanelAnswer;
  readonly metrics: readonly Metric[];
  readonly isTable: boolean;
  readonly onRun: (part: Partial<Panel>) => void;
}

function Answer({ value, metrics, isTable, onRun }: AnswerProps) {
  const reading = readAnswer(value.answer, value.asked);
  if (reading.kind !== 'empty') {
    const services = valueOf(serviceDirectory().result.value) ?? [];
    return (
      <>
        <ResultView of={value} reading={reading} isTable={isTable} />
        {unknownServices(value.panel, services).map(({ text }) => (
          <p key={text} class="is-warn" role="status">
            {text}
          </p>
        ))}
      </>
    );
  }
  const isPlaced = !value.answer.ok && !value.answer.error.startsWith('Metric: [');
  return isPlaced ? undefined : <NoValues panel={value.panel} metrics={metrics} onBetter={onRun} />;
}

interface PanelHeadProps extends MqePanelProps {
  readonly answer: PanelAnswer | undefined;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
}

function PanelHead({ index, answer, isTable, onTable, onCopy, onRemove }: PanelHeadProps) {
  const services = valueOf(serviceDirectory().result.value) ?? [];
  const isSeries = answer?.answer.ok === true && answer.answer.type === 'TIME_SERIES_VALUES';
  const exported = () => ({
    expression: answer?.panel.expression ?? '',
    entity: entityOf(answer?.panel.of ?? '', services),
    duration: answer?.asked.duration ?? { start: '', end: '', step: 'MINUTE' },
  });
  return (
    <header class="mqe-panel__head">
      <h2 class="section__title">
        {index + 1}
        {answer === undefined ? undefined : (
          <small>
            <span class={answer.answer.ok ? 'mqe-panel__type' : 'is-error'}>
              {typeText(answer.answer)}
            </span>{' '}
            in {formatQuantityText(Math.max(1, Math.round(answer.tookMs)), 'durationMs')}
          </small>
        )}
      </h2>
      <div class="section__tools">
        {answer === undefined ? undefined : (
          <>
            {isSeries ? (
              <Button
                tone="quiet"
                size="small"
                aria-pressed={isTable}
                aria-label={`Expression ${index + 1} as a table`}
                title="As a table"
                onClick={() => onTable(!isTable)}
              >
                ☰
              </Button>
            ) : undefined}
            <CopyButton label="GraphQL" text={() => toGraphql(exported())} />
            <CopyButton label="curl" text={() => toCurl(exported(), window.location.origin)} />
          </>
        )}
        {onCopy === undefined ? undefined : (
          <Button tone="quiet" size="small" title="The same once more, beside it" onClick={onCopy}>
            Duplicate
          </Button>
        )}
        {onRemove === undefined ? undefined : (
          <Button
            tone="quiet"
            size="small"
            aria-label={`Remove expression ${index + 1}`}
            title="Remove"
            onClick={onRemove}
          >
            ✕
          </Button>
        )}
      </div>
    </header>
  );
}
