/**
 * The program's own metrics: counters, gauges and histograms, kept per thread and merged when they are shown.
 * The text form is Prometheus exposition format 0.0.4.
 */
export type LabelValues = Readonly<Record<string, string>>;

export interface MetricSample {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: LabelValues;
  /** Counter and gauge: the value. Histogram: the sum of observations. */
  readonly value: number;
  /** Histogram only: upper bounds and the cumulative counts below each, the last bound being Infinity. */
  readonly bounds?: readonly number[];
  readonly counts?: readonly number[];
}

export class Counter {
  value = 0;
  add(delta = 1): void {
    this.value += delta;
  }
}

export class Gauge {
  #read: () => number;
  constructor(read: () => number = () => 0) {
    this.#read = read;
  }
  get value(): number {
    return this.#read();
  }
  set(value: number): void {
    this.#read = () => value;
  }
}

export class Histogram {
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum = 0;
  constructor(bounds: readonly number[]) {
    this.bounds = [...bounds, Infinity];
    this.counts = this.bounds.map(() => 0);
  }
  /** Takes `count` observations of the same value. */
  observe(value: number, count = 1): void {
    this.sum += value * count;
    for (let i = 0; i < this.bounds.length; i++) {
      if (value <= (this.bounds[i] ?? Infinity)) {
        this.counts[i] = (this.counts[i] ?? 0) + count;
        return;
      }
    }
  }
}

interface Registered {
  readonly name: string;
  readonly help: string;
  readonly labels: LabelValues;
  readonly metric: Counter | Gauge | Histogram;
}

/** One thread's metrics. Asking again for the same name and labels gives the same object. */
export class Telemetry {
  readonly #metrics = new Map<string, Registered>();

  counter(name: string, help: string, labels: LabelValues = {}): Counter {
    return this.#register(name, help, labels, () => new Counter());
  }

  gauge(name: string, help: string, read?: () => number, labels: LabelValues = {}): Gauge {
    return this.#register(name, help, labels, () => new Gauge(read));
  }

  histogram(
    name: string,
    help: string,
    bounds: readonly number[],
    labels: LabelValues = {},
  ): Histogram {
    return this.#register(name, help, labels, () => new Histogram(bounds));
  }

  /** Plain values, fit to be sent between threads. */
  samples(): MetricSample[] {
    return [...this.#metrics.values()].map(({ name, help, labels, metric }) => {
      if (metric instanceof Histogram) {
        let total = 0;
        const counts = metric.counts.map((count) => (total += count));
        return {
          name,
          help,
          labels,
          kind: 'histogram',
          value: metric.sum,
          bounds: metric.bounds,
          counts,
        };
      }
      const kind = metric instanceof Counter ? 'counter' : 'gauge';
      return { name, help, labels, kind, value: metric.value };
    });
  }

  #register<M extends Counter | Gauge | Histogram>(
    name: string,
    help: string,
    labels: LabelValues,
    create: () => M,
  ): M {
    const key = `${name}${formatLabels(labels)}`;
    const found = this.#metrics.get(key);
    if (found !== undefined) return found.metric as M;
    const metric = create();
    this.#metrics.set(key, { name, help, labels, metric });
    return metric;
  }
}

/**
 * Prometheus text for the samples of all threads: samples of one name stand together, and those of one name and the same
 * labels, which several threads keep each for itself, are added up.
 */
export function formatExposition(samples: readonly MetricSample[]): string {
  const byName = Map.groupBy(samples, (sample) => sample.name);
  let text = '';
  for (const [name, group] of byName) {
    text += `# HELP ${name} ${group[0]?.help ?? ''}\n# TYPE ${name} ${group[0]?.kind ?? 'untyped'}\n`;
    const byLabels = Map.groupBy(group, (sample) => formatLabels(sample.labels));
    for (const same of byLabels.values()) text += formatSample(same.reduce(addSamples));
  }
  return text;
}

function addSamples(left: MetricSample, right: MetricSample): MetricSample {
  const sum = { ...left, value: left.value + right.value };
  if (left.counts === undefined || right.counts === undefined) return sum;
  return { ...sum, counts: left.counts.map((count, i) => count + (right.counts?.[i] ?? 0)) };
}

function formatSample(sample: MetricSample): string {
  if (sample.kind !== 'histogram')
    return `${sample.name}${formatLabels(sample.labels)} ${sample.value}\n`;
  let text = '';
  sample.bounds?.forEach((bound, i) => {
    const le = bound === Infinity ? '+Inf' : String(bound);
    text += `${sample.name}_bucket${formatLabels({ ...sample.labels, le })} ${sample.counts?.[i] ?? 0}\n`;
  });
  const count = sample.counts?.at(-1) ?? 0;
  const labels = formatLabels(sample.labels);
  return `${text}${sample.name}_sum${labels} ${sample.value}\n${sample.name}_count${labels} ${count}\n`;
}

function formatLabels(labels: LabelValues): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return '';
  const escape = (value: string): string =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `{${entries.map(([key, value]) => `${key}="${escape(value)}"`).join(',')}}`;
}
