/** What time the charts of a page are compared with: a part of its address. */
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import type { Comparison } from '../../model/entity/comparison.ts';
import { urlParameter } from '../../model/page/url-state.ts';

/** `1` is the window before, as addresses have had it from the first. */
const parameterTexts: Readonly<Record<Comparison, string>> = {
  window: '1',
  day: 'day',
  week: 'week',
};
const comparisons: readonly Comparison[] = ['window', 'day', 'week'];

const before = urlParameter<Comparison | undefined>('before', {
  fallback: undefined,
  parse: (text) => comparisons.find((each) => parameterTexts[each] === text),
  format: (value) => (value === undefined ? '' : parameterTexts[value]),
});

/** What time charts show under their lines as well; undefined for none. */
export const shownComparison: ReadonlySignal<Comparison | undefined> = before.value;

/** What numbers are compared with: the window before unless something else was chosen. */
export const comparison: ReadonlySignal<Comparison> = computed(
  () => shownComparison.value ?? 'window',
);

let lastChosen: Comparison = 'window';

export function toggleComparison(): void {
  before.set(shownComparison.peek() === undefined ? lastChosen : undefined);
}

export function chooseComparison(value: Comparison): void {
  lastChosen = value;
  before.set(value);
}
