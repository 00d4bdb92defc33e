/** The answer to an expression as what can be drawn: lines, numbers, a ranking, records, or nothing. */
import type { ExpressionAnswer, ExpressionOwner, ExpressionSeries } from '../graphql-client.ts';
import { endpointPath, instancePath, servicePath } from '../../base/path-id.ts';
import { hasPoints, layOnBuckets } from '../series.ts';
import type { Points } from '../series.ts';
import type { AskedSpan } from '../server.ts';

export interface ReadLine {
  readonly label: string;
  readonly points: Points;
}

export interface RankedEntry {
  readonly name: string;
  readonly value: number | undefined;
  readonly path: string | undefined;
}

export interface ReadRecord {
  readonly text: string;
  readonly value: number | undefined;
  readonly traceId: string | undefined;
}

export type Reading =
  | { readonly kind: 'empty' }
  | { readonly kind: 'lines'; readonly lines: readonly ReadLine[] }
  | { readonly kind: 'numbers'; readonly numbers: readonly { label: string; value: number }[] }
  | { readonly kind: 'ranking'; readonly entries: readonly RankedEntry[] }
  | { readonly kind: 'records'; readonly records: readonly ReadRecord[] };

/** Texts of labels as they are written in expressions; '' where there are none. */
export function labelText(series: ExpressionSeries): string {
  return series.labels.map(({ key, value }) => `${key}=${value}`).join(', ');
}

function numberOf(value: string | null): number | undefined {
  if (value === null || value === '') return undefined;
  const read = Number(value);
  return Number.isFinite(read) ? read : undefined;
}

export function readAnswer(answer: ExpressionAnswer, asked: AskedSpan): Reading {
  if (!answer.ok) return { kind: 'empty' };
  switch (answer.type) {
    case 'SINGLE_VALUE': {
      const numbers = answer.series.flatMap((series) => {
        const value = numberOf(series.values[0]?.value ?? null);
        return value === undefined ? [] : [{ label: labelText(series), value }];
      });
      return numbers.length === 0 ? { kind: 'empty' } : { kind: 'numbers', numbers };
    }
    case 'TIME_SERIES_VALUES': {
      const lines = answer.series
        .map((series) => ({ label: labelText(series), points: layOnBuckets(series, asked) }))
        .filter(({ points }) => hasPoints(points));
      return lines.length === 0 ? { kind: 'empty' } : { kind: 'lines', lines };
    }
    case 'SORTED_LIST': {
      const entries = answer.series.flatMap(({ values }) =>
        values.map(({ id, value, owner }) => ({
          name: nameOf(owner, id),
          value: numberOf(value),
          path: pathOf(owner),
        })),
      );
      return entries.length === 0 ? { kind: 'empty' } : { kind: 'ranking', entries };
    }
    case 'RECORD_LIST': {
      const records = answer.series.flatMap(({ values }) =>
        values.map(({ id, value, traceID }) => ({
          text: id ?? '',
          value: numberOf(value),
          traceId: traceID ?? undefined,
        })),
      );
      return records.length === 0 ? { kind: 'empty' } : { kind: 'records', records };
    }
    case 'UNKNOWN':
      return { kind: 'empty' };
  }
}

function nameOf(owner: ExpressionOwner | null | undefined, id: string | null): string {
  const service = owner?.serviceName ?? '';
  const part = owner?.endpointName ?? owner?.serviceInstanceName ?? undefined;
  if (part !== undefined) return `${service} › ${part}`;
  return service === '' ? (id ?? '') : service;
}

function pathOf(owner: ExpressionOwner | null | undefined): string | undefined {
  if (owner === null || owner === undefined) return undefined;
  if (typeof owner.endpointID === 'string') return endpointPath(owner.endpointID);
  if (typeof owner.serviceInstanceID === 'string') return instancePath(owner.serviceInstanceID);
  return typeof owner.serviceID === 'string' ? servicePath(owner.serviceID) : undefined;
}

const typeWords: Readonly<Record<string, string>> = {
  SINGLE_VALUE: 'single value',
  TIME_SERIES_VALUES: 'time series',
  SORTED_LIST: 'sorted list',
  RECORD_LIST: 'records',
  UNKNOWN: 'nothing',
};

/** The type of a result in words, with how many rows it has. */
export function typeText(answer: ExpressionAnswer): string {
  if (!answer.ok) return 'error';
  const rows =
    answer.type === 'SORTED_LIST' || answer.type === 'RECORD_LIST'
      ? answer.series.reduce((sum, { values }) => sum + values.length, 0)
      : answer.series.length;
  const type = typeWords[answer.type] ?? answer.type;
  return rows > 1 ? `${type}, ${rows}` : type;
}
