import type { ComponentChildren } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { UnitKind } from '../../base/format-number.ts';
import { openTimeChart } from '../../charts/time-chart.ts';
import type { ChartLine, TimeChartInput } from '../../charts/chart-input.ts';
import { hasPoints } from '../../model/series.ts';
import { stepMs, windowOfDrag } from '../../model/page/time-window.ts';
import { holdRefresh } from '../../model/page/refresh.ts';
import type { AskedSpan } from '../../model/server.ts';
import { setTimeWindow, zone } from '../../model/page/url-state.ts';
import { Button } from '../../widgets/button.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { ErrorBoundary } from '../../widgets/error-boundary.tsx';
import { Mounted } from '../../widgets/hooks/mounted.tsx';
import { Section } from '../../widgets/panes/section.tsx';
import { ValueTable } from '../../widgets/tables/value-table.tsx';
import { ChartMarks } from './event-marks.tsx';

interface ChartPanelProps {
  readonly title: string;
  readonly note?: ComponentChildren;
  readonly kind: UnitKind;
  readonly asked: AskedSpan;
  readonly lines: readonly ChartLine[];
  readonly band?: { readonly upper: string; readonly lower: string };
  readonly threshold?: { readonly value: number; readonly label: string };
  readonly onPick?: (startMs: number) => void;
  readonly class?: string;
}

/** All charts of a page share one crosshair. */
const pageSync = 'page';

/** A chart in its section, with the same values as a table for those who want them so. */
export function ChartPanel(props: ChartPanelProps) {
  const [isTable, setTable] = useState(false);
  // Rows that move while they are read cannot be read.
  useEffect(() => (isTable ? holdRefresh() : undefined), [isTable]);
  const { asked, title, lines } = props;
  const shown = lines.filter((line) => hasPoints(line.points));
  const input: TimeChartInput = {
    label: title,
    kind: props.kind,
    timesMs: asked.starts,
    stepMs: stepMs[asked.step],
    zone: zone.value,
    lines: shown,
    fillingFromMs: asked.fillingFromMs,
    syncKey: pageSync,
    onZoom: (startMs, endMs) => setTimeWindow(windowOfDrag({ startMs, endMs }, asked.step)),
    marks: useContext(ChartMarks),
    ...(props.band === undefined ? {} : { band: props.band }),
    ...(props.threshold === undefined ? {} : { threshold: props.threshold }),
    ...(props.onPick === undefined ? {} : { onPick: props.onPick }),
  };
  const tools = (
    <Button
      tone="quiet"
      size="small"
      aria-pressed={isTable}
      aria-label={`${title} as a table`}
      title="As a table"
      onClick={() => setTable(!isTable)}
    >
      ☰
    </Button>
  );
  return (
    <Section title={title} note={props.note} tools={tools} class={props.class ?? ''}>
      <ErrorBoundary>
        {shown.length === 0 ? (
          <EmptyState title="No data in this window" />
        ) : isTable ? (
          <ValueTable {...input} />
        ) : (
          <Mounted open={openTimeChart} input={input} />
        )}
      </ErrorBoundary>
    </Section>
  );
}
