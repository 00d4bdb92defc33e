/*
 * The other back end: the same blocks as closures, for rules that change while the server runs. No text is ever
 * evaluated as code. A block's bound terms are kept in slots, as generated code keeps them in locals.
 */
import { assertNever, must } from '@stormpetrel/base';
import { type TagLookup, layerName, noText } from '@stormpetrel/model';

import type { Term, Test } from '../2-analyze/term.ts';
import { bucketOf, parseWhole, wholeOf } from '../rule-support.ts';
import type { AccumulatorRows, DispatchContext } from '../runtime.ts';
import { type Block, type Branch, type Step, termId } from './block.ts';

export type UpdateFunction = (
  rows: AccumulatorRows,
  row: number,
  source: Readonly<Record<string, unknown>>,
  context: DispatchContext,
) => void;

/** One event under way; kept between events so that none is made. */
interface Event {
  rows: AccumulatorRows;
  row: number;
  source: Readonly<Record<string, unknown>>;
  context: DispatchContext;
  readonly slots: unknown[];
}

type Action = (event: Event) => void;
type Value = (event: Event) => unknown;
/** Slots of bound terms by id. */
type Slots = ReadonlyMap<string, number>;

export function buildUpdate(block: Block): UpdateFunction {
  const run = buildAction(block, new Map());
  let event: Event | undefined;
  return (rows, row, source, context) => {
    event ??= { rows, row, source, context, slots: [] };
    event.rows = rows;
    event.row = row;
    event.source = source;
    event.context = context;
    run(event);
  };
}

function buildAction(block: Block, outer: Slots): Action {
  const slots = new Map(outer);
  const actions: Action[] = [];
  for (const term of block.bound) {
    const value = buildTerm(term, slots);
    const slot = slots.size;
    slots.set(termId(term), slot);
    actions.push((event) => {
      event.slots[slot] = value(event);
    });
  }
  for (const step of block.steps) actions.push(buildStep(step, slots));
  for (const branches of block.chains) actions.push(buildChain(branches, slots));
  return (event) => {
    for (const action of actions) action(event);
  };
}

function buildChain(branches: readonly Branch[], slots: Slots): Action {
  const built = branches.map(({ test, block }) => ({
    holds: buildTest(test, slots),
    run: buildAction(block, slots),
  }));
  return (event) => {
    for (const { holds, run } of built) {
      if (holds(event)) {
        run(event);
        return;
      }
    }
  };
}

function buildStep(step: Step, slots: Slots): Action {
  const { column, index } = step;
  if (column.kind === 'text') {
    const text = buildText(step.value, slots);
    return (event) => {
      const values = must(event.rows.texts[index], column.name);
      if (values[event.row] === noText) values[event.row] = event.rows.textIndex(text(event));
    };
  }
  const value = buildNumber(step.value, slots);
  if (column.kind === 'map') {
    const key = buildNumber(must(step.key, 'a map has keys'), slots);
    return (event) => {
      must(event.rows.maps[index], column.name).add(event.row, key(event), value(event));
    };
  }
  const merge = mergers[column.kind];
  return (event) => {
    const { scalars, scalarsPerRow } = event.rows;
    const at = event.row * scalarsPerRow + index;
    scalars[at] = merge(scalars[at] as number, value(event));
  };
}

const mergers = {
  sum: (old: number, added: number): number => old + added,
  min: (old: number, added: number): number => (added < old ? added : old),
  max: (old: number, added: number): number => (added > old ? added : old),
  latest: (_: number, added: number): number => added,
} as const;

function buildTest(test: Test, slots: Slots): (event: Event) => boolean {
  const left = buildTerm(test.left, slots);
  switch (test.kind) {
    case 'compare':
      return buildComparison(test, left, slots);
    case 'like': {
      const { where, text } = test;
      const matches = likeMatchers[where];
      return (event) => {
        const value = left(event);
        return typeof value === 'string' && matches(value, text);
      };
    }
    case 'in': {
      const values = test.values.map(constantValue);
      return (event) => values.includes(left(event));
    }
    case 'contain': {
      const wanted = constantValue(test.value);
      const { negated } = test;
      return (event) => (left(event) as readonly unknown[]).includes(wanted) !== negated;
    }
    case 'isNumber':
      return (event) => !Number.isNaN(left(event));
    default:
      return assertNever(test);
  }
}

const likeMatchers = {
  start: (value: string, text: string): boolean => value.startsWith(text),
  end: (value: string, text: string): boolean => value.endsWith(text),
  anywhere: (value: string, text: string): boolean => value.includes(text),
} as const;

function buildComparison(
  test: Test & { readonly kind: 'compare' },
  left: Value,
  slots: Slots,
): (event: Event) => boolean {
  const right = buildTerm(test.right, slots);
  switch (test.operator) {
    case '==':
      return (event) => left(event) === right(event);
    case '!=':
      return (event) => left(event) !== right(event);
    case '<':
      return (event) => (left(event) as number) < (right(event) as number);
    case '<=':
      return (event) => (left(event) as number) <= (right(event) as number);
    case '>':
      return (event) => (left(event) as number) > (right(event) as number);
    case '>=':
      return (event) => (left(event) as number) >= (right(event) as number);
    default:
      return assertNever(test.operator);
  }
}

function constantValue(term: Term): unknown {
  return term.kind === 'constant' ? term.value : undefined;
}

function buildNumber(term: Term, slots: Slots): (event: Event) => number {
  // The analysis has checked that there is a number where one is needed.
  return buildTerm(term, slots) as (event: Event) => number;
}

function buildText(term: Term, slots: Slots): (event: Event) => string {
  const value = buildTerm(term, slots) as (event: Event) => string | undefined;
  return (event) => value(event) ?? '';
}

function buildTerm(term: Term, slots: Slots): Value {
  const slot = slots.get(termId(term));
  if (slot !== undefined) return (event) => event.slots[slot];
  switch (term.kind) {
    case 'constant':
      return () => term.value;
    case 'field':
      return (event) => event.source[term.field];
    case 'tag':
      return (event) => (event.source[term.field] as TagLookup).get(term.key);
    case 'parsed': {
      const text = buildTerm(term.of, slots) as (event: Event) => string | undefined;
      return (event) => parseWhole(text(event));
    }
    case 'whole': {
      const value = buildNumber(term.of, slots);
      return (event) => wholeOf(value(event));
    }
    case 'scaled': {
      const value = buildNumber(term.of, slots);
      return (event) => term.by * value(event);
    }
    case 'bucket': {
      const value = buildNumber(term.of, slots);
      const { width, last = Number.POSITIVE_INFINITY } = term;
      return (event) => Math.min(bucketOf(value(event), width), last);
    }
    case 'textIndex': {
      const text = buildText(term.of, slots);
      return (event) => event.rows.textIndex(text(event));
    }
    case 'apdexThreshold': {
      const name = buildText(term.of, slots);
      return (event) => event.context.apdexThresholdMs(name(event));
    }
    case 'layerName': {
      const layer = buildNumber(term.of, slots);
      return (event) => layerName(layer(event));
    }
    default:
      return assertNever(term);
  }
}
