import { formatQuantityText } from '../../base/format-number.ts';
import { openTimeChart } from '../../charts/time-chart.ts';
import type { ChartLine } from '../../charts/chart-input.ts';
import type { IncidentDetail } from '../../model/alarm/read-alarms.ts';
import { thresholdsOf } from '../../model/alarm/threshold.ts';
import { displayOf } from '../../model/mqe/metric-unit.ts';
import { minuteMs } from '../../model/page/time-window.ts';
import { zone } from '../../model/page/url-state.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { Mounted } from '../../widgets/hooks/mounted.tsx';

/** The values that the rule saw, with the bound that it compares them with. */
export function SnapshotChart({ detail }: { readonly detail: IncidentDetail }) {
  const thresholds = thresholdsOf(detail.alarm.expression);
  const charts = detail.metrics.filter(({ series }) =>
    series.some(({ values }) => values.some(({ value }) => value !== null)),
  );
  if (charts.length === 0)
    return (
      <EmptyState
        title="No values were kept with this alarm"
        detail="Servers keep them from the first alarm on; an older one has none."
      />
    );
  return (
    <>
      {charts.map((metric) => (
        <MetricChart
          key={metric.name}
          metric={metric}
          threshold={thresholds.find((each) => each.metric === metric.name.replace(/\{[^]*$/, ''))}
        />
      ))}
    </>
  );
}

interface MetricChartProps {
  readonly metric: IncidentDetail['metrics'][number];
  readonly threshold: { readonly operator: string; readonly value: number } | undefined;
}

function MetricChart({ metric, threshold }: MetricChartProps) {
  const { kind, divisor } = displayOf(metric.name);
  const timesMs = [
    ...new Set(metric.series.flatMap(({ values }) => values.map(({ id }) => Number(id)))),
  ]
    .filter((timeMs) => timeMs > 0)
    .sort((a, b) => a - b);
  const lines: ChartLine[] = metric.series.map(({ labels, values }, index) => {
    const byTime = new Map(values.map(({ id, value }) => [Number(id), value]));
    const label = labels.map(({ key, value }) => `${key}=${value}`).join(' ');
    return {
      key: label === '' ? metric.name : label,
      label: label === '' ? metric.name : label,
      token: `--series-${(index % 8) + 1}`,
      points: timesMs.map((timeMs) => {
        const value = byTime.get(timeMs);
        return value === undefined || value === null ? undefined : Number(value) / divisor;
      }),
    };
  });
  return (
    <Mounted
      open={openTimeChart}
      input={{
        label: metric.name,
        kind,
        timesMs,
        stepMs: minuteMs,
        zone: zone.value,
        lines,
        heightPx: 140,
        ...(threshold === undefined
          ? {}
          : {
              threshold: {
                value: threshold.value / divisor,
                label: `${threshold.operator} ${formatQuantityText(threshold.value / divisor, kind)}`,
              },
            }),
      }}
    />
  );
}
