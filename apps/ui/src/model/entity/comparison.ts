/** With what time a window is compared. */
import { dayMs, spanBefore } from '../page/time-window.ts';
import type { TimeSpan } from '../page/time-window.ts';

export type Comparison = 'window' | 'day' | 'week';

/** As lines and changes name it. */
export const comparisonWords: Readonly<Record<Comparison, string>> = {
  window: 'before',
  day: 'the day before',
  week: 'the week before',
};

/** The span of the same length that a span is compared with. A day is 24 hours, whatever clocks do in it. */
export function comparedSpan(span: TimeSpan, comparison: Comparison): TimeSpan {
  if (comparison === 'window') return spanBefore(span);
  const backMs = comparison === 'day' ? dayMs : 7 * dayMs;
  return { startMs: span.startMs - backMs, endMs: span.endMs - backMs };
}
