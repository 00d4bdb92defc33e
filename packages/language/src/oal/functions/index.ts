import { must } from '@stormpetrel/base';
import type { MetricDefinition } from '@stormpetrel/model';

import type { MetricRowView, MetricValue } from '../metric-value.ts';
import { apdex } from './apdex.ts';
import { count } from './count.ts';
import { cpm } from './cpm.ts';
import { doubleAvg } from './double-avg.ts';
import { histogram } from './histogram.ts';
import { labelAvg } from './label-avg.ts';
import { labelCount } from './label-count.ts';
import { longAvg } from './long-avg.ts';
import { maxDouble } from './max-double.ts';
import { max } from './max.ts';
import { minDouble } from './min-double.ts';
import { min } from './min.ts';
import type { OalFunction } from './oal-function.ts';
import { percent } from './percent.ts';
import { percentile } from './percentile.ts';
import { percentile2 } from './percentile2.ts';
import { rate } from './rate.ts';
import { sum } from './sum.ts';

/** All functions of OAL by name. */
export const oalFunctions: ReadonlyMap<string, OalFunction> = new Map(
  [
    longAvg,
    doubleAvg,
    count,
    sum,
    cpm,
    percent,
    rate,
    apdex,
    histogram,
    percentile,
    percentile2,
    max,
    min,
    maxDouble,
    minDouble,
    labelCount,
    labelAvg,
  ].map((definition) => [definition.name, definition]),
);

/**
 * The value of a metric in a merged row. The row MUST have one: its `presence` column is above zero. The metric MUST
 * be one of an OAL function, as those of `compileOal` and of the generated rules are.
 */
export function readMetricValue(definition: MetricDefinition, row: MetricRowView): MetricValue {
  const found = oalFunctions.get(definition.function);
  return must(found, `no OAL function ${definition.function}`).read(definition, row);
}
