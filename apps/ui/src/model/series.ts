import type { ExpressionAnswer, ExpressionSeries } from './graphql-client.ts';
import type { AskedSpan } from './server.ts';

/** Values beside the buckets of the span that was asked for; undefined where the server has none. */
export type Points = readonly (number | undefined)[];

/** One line of an answer. */
export interface LabelledPoints {
  readonly label: string;
  readonly points: Points;
}

export function hasPoints(points: Points): boolean {
  return points.some((value) => value !== undefined);
}

/**
 * Lays values on the buckets that were asked for. The minute that has only begun is left out when there are others: it
 * would always look like a fall. Hours and days are kept, because one that has begun may be all there is.
 */
export function layOnBuckets(
  series: ExpressionSeries | undefined,
  asked: AskedSpan,
  convert: (value: number) => number = (value) => value,
): Points {
  const indexOf = new Map(asked.starts.map((startMs, index) => [startMs, index]));
  const points = asked.starts.map((): number | undefined => undefined);
  for (const { id, value } of series?.values ?? []) {
    const index = indexOf.get(Number(id));
    if (index === undefined || value === null || value === '') continue;
    const read = Number(value);
    if (Number.isFinite(read)) points[index] = convert(read);
  }
  const last = points.length - 1;
  if (
    asked.step === 'MINUTE' &&
    asked.fillingFromMs !== undefined &&
    points.some((each, i) => i < last && each !== undefined)
  ) {
    points[last] = undefined;
  }
  return points;
}

/** The only line of an answer; empty when it failed or has none. */
export function readPoints(
  answer: ExpressionAnswer | undefined,
  asked: AskedSpan,
  convert?: (value: number) => number,
): Points {
  return layOnBuckets(answer?.ok === true ? answer.series[0] : undefined, asked, convert);
}

/** With less of an hour than this, its load so far says too little. */
const filledShareMin = 0.04;

/**
 * Calls a minute. The server divides what an hour or day has counted by its whole length, also while it is still being
 * filled; here it is divided by the time that has passed, so that the present does not look like a fall.
 */
export function readLoad(
  answer: ExpressionAnswer | undefined,
  asked: AskedSpan,
  convert?: (value: number) => number,
): Points {
  const points = readPoints(answer, asked, convert);
  if (asked.fillingFromMs === undefined || asked.step === 'MINUTE') return points;
  const last = points.length - 1;
  return points.map((value, index) => {
    if (index < last || value === undefined) return value;
    return asked.filledShare < filledShareMin ? undefined : value / asked.filledShare;
  });
}

/** The lines of an answer by the value of one label. */
export function readLabelled(
  answer: ExpressionAnswer | undefined,
  asked: AskedSpan,
  labelKey: string,
): readonly LabelledPoints[] {
  if (answer?.ok !== true) return [];
  return answer.series.map((series) => ({
    label:
      series.labels.find(({ key }) => key === labelKey)?.value ?? series.labels[0]?.value ?? '',
    points: layOnBuckets(series, asked),
  }));
}

/** The mean of the values that exist. */
export function meanOf(points: Points): number | undefined {
  let sum = 0;
  let count = 0;
  for (const value of points) {
    if (value === undefined) continue;
    sum += value;
    count++;
  }
  return count === 0 ? undefined : sum / count;
}

/**
 * The mean of the values weighted by how many calls each stands for, so that a quiet minute with one slow call does not
 * count as much as a busy one. Falls back to the plain mean where there are no weights.
 */
export function weightedMeanOf(points: Points, weights: Points): number | undefined {
  let sum = 0;
  let weight = 0;
  for (const [index, value] of points.entries()) {
    const w = weights[index];
    if (value === undefined || w === undefined) continue;
    sum += value * w;
    weight += w;
  }
  return weight === 0 ? meanOf(points) : sum / weight;
}

export function maxOf(points: Points): number | undefined {
  let max: number | undefined;
  for (const value of points)
    if (value !== undefined && (max === undefined || value > max)) max = value;
  return max;
}
