import type { ChartLine } from '../../charts/chart-input.ts';
import { comparisonWords } from '../../model/entity/comparison.ts';
import type { Comparison } from '../../model/entity/comparison.ts';
import type { EntityGolden } from '../../model/entity/entity-golden.ts';
import { hasPoints } from '../../model/series.ts';
import type { Points } from '../../model/series.ts';
import { stepMs } from '../../model/page/time-window.ts';
import type { TimeSpan } from '../../model/page/time-window.ts';
import { ChartPanel } from './chart-panel.tsx';

interface GoldenChartsProps {
  readonly of: EntityGolden;
  /** Draws the time before under each line. */
  readonly showsBefore: boolean;
  /** Opens the traces of a bucket; of the failed ones when the errors were clicked. */
  readonly onPick?: (bucket: TimeSpan, onlyFailed: boolean) => void;
}

function line(
  key: string,
  label: string,
  token: string,
  points: Points,
  rest: Partial<ChartLine> = {},
): ChartLine {
  return { key, label, token, points, ...rest };
}

/** @param of which line it is that is drawn once more, where there are several. */
function ghost(
  points: Points,
  compared: Comparison | undefined,
  of?: string,
): readonly ChartLine[] {
  if (compared === undefined || !hasPoints(points)) return [];
  const words = comparisonWords[compared];
  const label = of === undefined ? words : `${of} ${words}`;
  return [line('before', label, '--text-3', points, { role: 'ghost' })];
}

/** Load, latency, errors and Apdex over time. */
export function GoldenCharts({
  of: { now, before, compared: comparison },
  showsBefore,
  onPick,
}: GoldenChartsProps) {
  const compared = showsBefore ? comparison : undefined;
  const pickOf = (onlyFailed: boolean): { readonly onPick?: (startMs: number) => void } =>
    onPick === undefined
      ? {}
      : {
          onPick: (startMs) =>
            onPick({ startMs, endMs: startMs + stepMs[now.asked.step] }, onlyFailed),
        };
  const hasRanks = hasPoints(now.p95Ms);
  return (
    <>
      <ChartPanel
        class="span-chart"
        title="Load"
        note="calls a minute"
        kind="perMinute"
        asked={now.asked}
        lines={[
          line('load', 'calls', '--series-1', now.load, { isFilled: true }),
          ...ghost(before.load, compared),
        ]}
        {...pickOf(false)}
      />
      <ChartPanel
        class="span-chart"
        title="Latency"
        kind={hasRanks ? 'rankMs' : 'durationMs'}
        asked={now.asked}
        lines={
          hasRanks
            ? [
                line('p50', 'p50', '--series-1', now.p50Ms),
                line('p95', 'p95', '--series-1', now.p95Ms, { role: 'thin' }),
                line('p99', 'p99', '--series-2', now.p99Ms, { role: 'thin' }),
                ...ghost(before.p95Ms, compared, 'p95'),
              ]
            : [
                line('mean', 'mean', '--series-1', now.latencyMs),
                ...ghost(before.latencyMs, compared),
              ]
        }
        {...(hasRanks ? { band: { upper: 'p95', lower: 'p50' } } : {})}
        {...pickOf(false)}
      />
      <ChartPanel
        class="span-chart"
        title="Errors"
        note="share of calls"
        kind="percent"
        asked={now.asked}
        lines={[
          line('errors', 'failed', '--error', now.errorPercent, { isFilled: true }),
          ...ghost(before.errorPercent, compared),
        ]}
        {...pickOf(true)}
      />
      {hasPoints(now.apdex) ? (
        <ChartPanel
          class="span-chart"
          title="Apdex"
          kind="apdex"
          asked={now.asked}
          lines={[
            line('apdex', 'apdex', '--series-3', now.apdex),
            ...ghost(before.apdex, compared),
          ]}
          {...pickOf(false)}
        />
      ) : undefined}
    </>
  );
}
