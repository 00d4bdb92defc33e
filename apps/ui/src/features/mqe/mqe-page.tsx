import './mqe-page.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { valueOf } from '../../base/loadable.ts';
import { search } from '../../base/address.ts';
import { signal } from '../../base/signal.ts';
import { openCatalogue } from '../../model/mqe/catalogue.ts';
import { panelsMax, readPanels, writePanels } from '../../model/mqe/panels.ts';
import type { Panel } from '../../model/mqe/panels.ts';
import { refreshNow } from '../../model/page/refresh.ts';
import { Button } from '../../widgets/button.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { useKeys } from '../../widgets/hooks/use-keys.ts';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { MqePanel } from './mqe-panel.tsx';

/** Goes up when everything is asked again without anything having changed. */
const runs = signal(0);

/** Metric expressions, asked and drawn side by side. */
export function Page() {
  usePageTitle('Metrics');
  const catalogue = useOwned(openCatalogue);
  const { drafts, change } = useDrafts();
  const panels = drafts.current;
  const run = (index: number, part: Partial<Panel>): void => {
    const next = panels.map((panel, i) => (i === index ? { ...panel, ...part } : panel));
    commit(change, next);
  };
  const add = (panel: Panel): void => {
    if (drafts.current.length < panelsMax) commit(change, [...drafts.current, panel]);
  };
  useKeys('Metrics', [
    { keys: 'mod+Enter', label: 'Run all expressions', run: () => commit(change, drafts.current) },
    { keys: 'n', label: 'One more expression', run: () => add({ expression: '', of: '' }) },
  ]);
  const metrics = valueOf(catalogue.result.value) ?? [];
  const isFull = panels.length >= panelsMax;
  return (
    <div class="page mqe-page">
      <header class="page__head">
        <h1 class="page__title">
          Metrics
          <small class="mqe-page__count">
            {metrics.length === 0 ? '' : `${metrics.length.toLocaleString('en')} in the catalogue`}
          </small>
        </h1>
        <Button
          tone="quiet"
          disabled={isFull}
          title={isFull ? `At most ${panelsMax}` : 'One more expression (n)'}
          onClick={() => add({ expression: '', of: panels.at(-1)?.of ?? '' })}
        >
          + Expression
        </Button>
      </header>
      <div class="mqe-page__panels">
        {panels.map((panel, index) => (
          <MqePanel
            key={index}
            index={index}
            draft={panel}
            metrics={metrics}
            runs={runs}
            onDraft={(part) =>
              change(drafts.current.map((old, i) => (i === index ? { ...old, ...part } : old)))
            }
            onRun={(part) => run(index, part)}
            onCopy={isFull ? undefined : () => add(panel)}
            onRemove={
              panels.length === 1
                ? undefined
                : () =>
                    commit(
                      change,
                      panels.filter((_, i) => i !== index),
                    )
            }
          />
        ))}
      </div>
    </div>
  );
}

/** Writes all panels into the address, which asks what has changed; where nothing has, asks again. */
function commit(change: (panels: readonly Panel[]) => void, written: readonly Panel[]): void {
  // A suggestion that was taken leaves a blank behind it.
  const panels = written.map(({ expression, of }) => ({
    expression: expression.trimEnd(),
    of: of.trim(),
  }));
  change(panels);
  const before = search.peek();
  writePanels(panels);
  refreshNow();
  if (search.peek() === before) runs.value = runs.peek() + 1;
}

/** What is written in the panels; the address wins when it changes. */
function useDrafts(): {
  readonly drafts: { current: readonly Panel[] };
  readonly change: (panels: readonly Panel[]) => void;
} {
  const committed = readPanels();
  const drafts = useRef<readonly Panel[]>(committed);
  const [, render] = useState(0);
  const change = (panels: readonly Panel[]): void => {
    drafts.current = panels;
    render((count) => count + 1);
  };
  const address = JSON.stringify(committed);
  useEffect(() => {
    if (JSON.stringify(drafts.current) !== address) change(committed);
  }, [address]);
  return { drafts, change };
}
