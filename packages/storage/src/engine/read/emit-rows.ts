/*
 * Hands out the rows of all entities, out of runs that hold rows of some minutes each.
 *
 * Runs are put into groups that have no bucket in common. A group of one run needs no merging: its rows go out as they are stored,
 * so that a scan over hours that are laid together costs little more than unpacking. Rows of several runs, or of minutes where
 * longer steps are asked for, are merged: by place where that pays (dense-rows.ts), otherwise in order, bucket by bucket, and
 * only the buckets that several runs have.
 */
import type { Step } from '@stormpetrel/model';
import type { MetricRows } from '../../api/index.ts';
import { storageLimits } from '../../limits.ts';
import { NumberRoom } from '../encoding/numbers.ts';
import { bucketing } from '../metric/bucketing.ts';
import type { ColumnSpec } from '../metric/column-spec.ts';
import { mergeRows } from '../metric/merge-rows.ts';
import { RowBuilder } from '../metric/row-builder.ts';
import { type BucketSlots, DenseRows, noSlot } from './dense-rows.ts';
import { metricRows } from './metric-rows.ts';
import {
  type RowRun,
  type RunGroup,
  bucketsOf,
  entitiesOf,
  groupsOf,
  mergeUse,
  slotsOf,
} from './run-groups.ts';
import { rowsWithin, takenRows } from './taken-rows.ts';

export interface EmitOptions {
  readonly table: string;
  readonly step: Step;
  readonly wanted: readonly ColumnSpec[];
  /** Minutes, from inclusive to exclusive. */
  readonly from: number;
  readonly to: number;
  /** Whether to hand out the starts of buckets. */
  readonly times: boolean;
  /** Beyond the keys of all entities. */
  readonly keysMax: number;
  /** That of `storageLimits` where it is left out. */
  readonly denseValuesMax?: number;
}

export function emitRows(
  runs: readonly RowRun[],
  options: EmitOptions,
  emit: (rows: MetricRows) => void,
): void {
  for (const group of groupsOf(runs, options)) {
    const [only] = group.runs;
    if (only === undefined) continue;
    if (group.runs.length === 1 && only.whole) passOn(only, group, options, emit);
    else if (!emitDense(group, options, emit)) emitInOrder(group, options, emit);
  }
}

function passOn(
  run: RowRun,
  { from, to }: Pick<RunGroup, 'from' | 'to'>,
  { table, wanted, times }: EmitOptions,
  emit: (rows: MetricRows) => void,
): void {
  const source = run.source(from, to, { minutes: times, passing: !times });
  const room = times ? undefined : new NumberRoom();
  for (let chunk = source.next(); chunk !== undefined; chunk = source.next()) {
    const taken = source.within ? undefined : rowsWithin(chunk, from, to);
    if (taken?.length === 0) continue;
    emit(metricRows(table, takenRows(chunk, { wanted, rows: taken, times, room }), wanted));
  }
}

/** Bucket by bucket: what only one run has goes out as it is, the rest is merged by a heap. */
function emitInOrder(
  group: RunGroup,
  options: EmitOptions,
  emit: (rows: MetricRows) => void,
): void {
  const { table, wanted, step } = options;
  const cuts = new Set<number>();
  for (const { start, end } of group.extents) cuts.add(start).add(end);
  const sorted = Float64Array.from(cuts).sort();
  for (let i = 0; i + 1 < sorted.length; i++) {
    const from = Math.max(group.from, sorted[i] as number);
    const to = Math.min(group.to, sorted[i + 1] as number);
    if (from >= to) continue;
    const within = group.extents.filter(({ start, end }) => start < to && end > from);
    const [only] = within;
    if (only === undefined) continue;
    if (within.length === 1 && only.run.whole) {
      passOn(only.run, { from, to }, options, emit);
      continue;
    }
    const builder = new RowBuilder(wanted);
    mergeRows(
      within.map(({ run }) => run.source(from, to, mergeUse)),
      builder,
      step === 'minute' ? {} : { bucketOf: bucketing(step) },
    );
    emit(metricRows(table, builder.rows(), wanted));
  }
}

/** A place costs about an eighth of what merging a row in order does. */
const placesPerRowMax = 8;

/**
 * Merges by place the buckets that several runs have rows of, as many at a time as memory is for, and passes on the rest. False
 * where that does not pay, or cannot be: nothing is emitted then.
 */
function emitDense(
  group: RunGroup,
  options: EmitOptions,
  emit: (rows: MetricRows) => void,
): boolean {
  const { wanted, keysMax, step } = options;
  if (!DenseRows.takes(wanted)) return false;
  const buckets = bucketsOf(group, step);
  const rows = group.runs.reduce((sum, run) => sum + run.rows, 0);
  const expected = Math.max(...group.extents.map((extent) => entitiesOf(extent, step)));
  const entitiesExpected = Math.min(keysMax, Math.ceil(1.25 * expected));
  const shared = buckets.filter((bucket) => bucket.isShared).length;
  if (entitiesExpected * shared > rows * placesPerRowMax) return false;
  const valuesMax = options.denseValuesMax ?? storageLimits.denseValuesMax;
  const entitiesMax = Math.max(1, Math.min(keysMax, rows));
  const atOnce = Math.floor(valuesMax / Math.max(1, wanted.length) / entitiesMax);
  if (atOnce < 1) return false;
  for (const slots of slotsOf(buckets, Math.min(atOnce, noSlot - 1), group)) {
    const dense = new DenseRows(wanted, slots, { keysMax, entitiesExpected });
    addRuns(dense, { group, slots, options }, emit);
    for (const merged of dense.rows(storageLimits.metricBlockRowsMax, !options.times)) {
      const minute = options.times ? merged.minute : undefined;
      emit(metricRows(options.table, { ...merged, minute }, wanted));
    }
  }
  return true;
}

function addRuns(
  dense: DenseRows,
  of: { readonly group: RunGroup; readonly slots: BucketSlots; readonly options: EmitOptions },
  emit: (rows: MetricRows) => void,
): void {
  const { fromMinute, toMinute } = of.slots;
  const { table, wanted, times } = of.options;
  const room = times ? undefined : new NumberRoom();
  for (const { run, start, end } of of.group.extents) {
    if (start >= toMinute || end <= fromMinute) continue;
    const source = run.source(fromMinute, toMinute, { minutes: true, passing: !times });
    for (let chunk = source.next(); chunk !== undefined; chunk = source.next()) {
      const others = dense.add(chunk, source.selection);
      if (others.length === 0) continue;
      const rows = others.length === chunk.count ? undefined : others;
      emit(metricRows(table, takenRows(chunk, { wanted, rows, times, room }), wanted));
    }
  }
}
