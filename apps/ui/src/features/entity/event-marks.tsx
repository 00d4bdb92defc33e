import { createContext } from 'preact';
import type { ComponentChildren } from 'preact';
import { valueOf } from '../../base/loadable.ts';
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import type { ChartMark } from '../../charts/chart-input.ts';
import { eventSourceLabel } from '../../model/event/event.ts';
import type { Event } from '../../model/event/event.ts';
import { openEntityEvents } from '../../model/event/read-events.ts';
import { urlChoice } from '../../model/page/url-state.ts';
import { useOwned } from '../../widgets/hooks/use-owned.ts';

const shown = urlChoice<'on' | 'off'>('events', ['on', 'off'], 'on');

/** True when charts show what happened. They do unless told not to: a deployment explains more than a line. */
export const showsEvents: ReadonlySignal<boolean> = computed(() => shown.value.value === 'on');

export function toggleEvents(): void {
  shown.set(showsEvents.peek() ? 'off' : 'on');
}

const none: readonly ChartMark[] = [];

/** The events of the page's entity, for all charts in it. */
export const ChartMarks = createContext<readonly ChartMark[]>(none);

interface EventMarksProps {
  readonly of: { readonly service: string; readonly instance?: string };
  readonly children?: ComponentChildren;
}

/** Reads the events of an entity and gives them to the charts inside. */
export function EventMarks({ of, children }: EventMarksProps) {
  const query = useOwned(() => openEntityEvents(of, () => showsEvents.value));
  const events = showsEvents.value ? (valueOf(query.result.value) ?? []) : [];
  const marks = events.map((event) => toMark(event, of.instance === undefined));
  return <ChartMarks.Provider value={marks}>{children}</ChartMarks.Provider>;
}

function toMark(event: Event, namesSource: boolean): ChartMark {
  const { name, isError, startMs, endMs, message } = event;
  const where = namesSource && event.instance !== undefined ? eventSourceLabel(event) : '';
  return {
    name,
    isError,
    startMs,
    endMs,
    text: [message, where].filter((part) => part !== '').join(' · '),
  };
}
