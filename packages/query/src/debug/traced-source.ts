import type { MqeDataSource } from '@stormpetrel/language/mqe';
import type { ExecutionTrace } from './execution-trace.ts';

type Reading = { readonly metric: { readonly name: string } };

/** The source of an expression's values, with a span for each kind of reading that the expression makes. */
export function tracedSource(source: MqeDataSource, trace: ExecutionTrace): MqeDataSource {
  const read = <R extends Reading, A>(
    operation: string,
    readings: readonly R[],
    work: (readings: readonly R[]) => Promise<readonly A[]>,
  ): Promise<readonly A[]> =>
    readings.length === 0
      ? work(readings)
      : trace.span(`MQE ${operation} OP: ${namesOf(readings)}`, '', () => work(readings));
  const baselines = source.readBaselines?.bind(source);
  return {
    readSeries: (readings) => read('Metric', readings, (asked) => source.readSeries(asked)),
    readTop: (readings) => read('TopN', readings, (asked) => source.readTop(asked)),
    readRecords: (readings) => read('Record', readings, (asked) => source.readRecords(asked)),
    ...(baselines !== undefined && {
      readBaselines: (readings) => read('Baseline', readings, (asked) => baselines(asked)),
    }),
  } satisfies MqeDataSource;
}

function namesOf(readings: readonly Reading[]): string {
  return [...new Set(readings.map(({ metric }) => metric.name))].join(', ');
}
