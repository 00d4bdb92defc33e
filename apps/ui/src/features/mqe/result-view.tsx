import { openTimeChart } from '../../charts/time-chart.ts';
import { formatQuantityText } from '../../base/format-number.ts';
import type { UnitKind } from '../../base/format-number.ts';
import { unitOfExpression } from '../../model/mqe/metric-unit.ts';
import type { RankedEntry, Reading, ReadLine, ReadRecord } from '../../model/mqe/reading.ts';
import type { PanelAnswer } from '../../model/mqe/run-panel.ts';
import { stepMs, windowOfDrag } from '../../model/page/time-window.ts';
import { setTimeWindow, zone } from '../../model/page/url-state.ts';
import { Link } from '../../widgets/link.tsx';
import { Mounted } from '../../widgets/hooks/mounted.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import { ValueTable } from '../../widgets/tables/value-table.tsx';

interface ResultViewProps {
  readonly of: PanelAnswer;
  readonly reading: Reading;
  readonly isTable: boolean;
}

/** Series drawn in one chart; more are a tangle. */
const linesMax = 24;

/** The answer, drawn by what it is. */
export function ResultView({ of, reading, isTable }: ResultViewProps) {
  const kind = unitOfExpression(of.panel.expression);
  switch (reading.kind) {
    case 'lines':
      return <Lines of={of} lines={reading.lines} kind={kind} isTable={isTable} />;
    case 'numbers':
      return (
        <dl class="mqe-numbers">
          {reading.numbers.map(({ label, value }) => (
            <div key={label}>
              <dt class={label === '' ? 'visually-hidden' : ''}>
                {label === '' ? 'Value' : label}
              </dt>
              <dd>
                <QuantityText of={value} kind={kind} title={String(value)} />
              </dd>
            </div>
          ))}
        </dl>
      );
    case 'ranking':
      return <Ranking entries={reading.entries} kind={kind} />;
    case 'records':
      return <Records records={reading.records} />;
    case 'empty':
      return undefined;
  }
}

interface LinesProps {
  readonly of: PanelAnswer;
  readonly lines: readonly ReadLine[];
  readonly kind: UnitKind;
  readonly isTable: boolean;
}

function Lines({ of: { asked, panel }, lines, kind, isTable }: LinesProps) {
  const shown = lines.slice(0, linesMax).map((line, index) => ({
    key: line.label,
    label: line.label === '' ? 'value' : line.label,
    token: `--series-${(index % 8) + 1}`,
    points: line.points,
    ...(lines.length === 1 ? { isFilled: true } : {}),
  }));
  const input = {
    label: panel.expression,
    kind,
    timesMs: asked.starts,
    stepMs: stepMs[asked.step],
    zone: zone.value,
    lines: shown,
    fillingFromMs: asked.fillingFromMs,
    syncKey: 'mqe',
    heightPx: 180,
    onZoom: (startMs: number, endMs: number) =>
      setTimeWindow(windowOfDrag({ startMs, endMs }, asked.step)),
  };
  return (
    <>
      {isTable ? <ValueTable {...input} /> : <Mounted open={openTimeChart} input={input} />}
      {lines.length > linesMax ? (
        <p class="faint">
          {linesMax} of {lines.length} series are drawn; sort_values chooses which.
        </p>
      ) : undefined}
    </>
  );
}

function Ranking({
  entries,
  kind,
}: {
  readonly entries: readonly RankedEntry[];
  readonly kind: UnitKind;
}) {
  const most = Math.max(1e-9, ...entries.map(({ value }) => Math.abs(value ?? 0)));
  return (
    <ol class="mqe-ranking" tabIndex={0} aria-label="Ranking">
      {entries.map(({ name, value, path }, index) => (
        <li key={`${name}${index}`} title={name}>
          <span
            class="mqe-ranking__bar"
            style={{ width: `${((Math.abs(value ?? 0) / most) * 100).toFixed(2)}%` }}
            aria-hidden="true"
          />
          <span class="mqe-ranking__name">
            {path === undefined ? name : <Link to={path}>{name}</Link>}
          </span>
          <QuantityText of={value} kind={kind} />
        </li>
      ))}
    </ol>
  );
}

function Records({ records }: { readonly records: readonly ReadRecord[] }) {
  return (
    <div class="mqe-records" tabIndex={0} role="region" aria-label="Records">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Record</th>
            <th scope="col" class="is-number">
              Value
            </th>
            <th scope="col">Trace</th>
          </tr>
        </thead>
        <tbody>
          {records.map(({ text, value, traceId }, index) => (
            <tr key={`${text}${index}`}>
              <td title={text}>
                <code>{text}</code>
              </td>
              <td class="is-number" data-title="Value">
                {formatQuantityText(value, 'durationMs')}
              </td>
              <td>
                {traceId === undefined || traceId === '' ? (
                  <span class="faint">none</span>
                ) : (
                  <Link to={`/trace/${encodeURIComponent(traceId)}`}>Open</Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
