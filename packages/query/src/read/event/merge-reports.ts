/**
 * From reports to events. Agents tell of an event twice, when it starts and when it ends, and exporters again and again while
 * it goes on; what stands in the store is the reports.
 *
 *     time            the earliest time of a report: its start, where one was told
 *     startTime       the earliest start told, endTime the latest end told; 0 where there is none
 *     source          service, instance and endpoint of the earliest report that names a service
 *     name, layer     of the earliest report that has them
 *     type            of the report with the latest end: an upgrade that failed is an error
 *     message, parameters   of the report with the latest end that has them
 *
 * So what an event is about is settled by its first report and how it went by its last; reports hardly ever disagree.
 * (server-core, EventQueryService, takes all but the start from the report with the latest end.) The order in which reports
 * came has no say.
 */
import type { EventReportView } from './event-report.ts';

export interface EventView {
  readonly uuid: string;
  /** What the event is dated by: its start, or its end where no start was told. */
  readonly timeMs: number;
  /** 0 where it was not told. */
  readonly startMs: number;
  /** 0 while it lasts. */
  readonly endMs: number;
  readonly service: string;
  readonly instance: string;
  readonly endpoint: string;
  readonly name: string;
  readonly layer: string;
  readonly isError: boolean;
  readonly message: string;
  readonly parameters: readonly (readonly [key: string, value: string])[];
}

/** The event that reports of one uuid tell of. At least one report MUST be given. */
export function mergeReports(reports: readonly [EventReportView, ...EventReportView[]]): EventView {
  const first = reports.toSorted(byTime);
  const last = reports.toSorted(byEnd).reverse();
  const [earliest = reports[0]] = first;
  const [latest = reports[0]] = last;
  const source = (first.find(({ keys }) => keys.service !== '') ?? earliest).keys;
  const starts = reports.map(({ startMs }) => startMs).filter((startMs) => startMs > 0);
  return {
    uuid: earliest.uuid,
    timeMs: earliest.timeMs,
    startMs: starts.length === 0 ? 0 : starts.reduce((a, b) => Math.min(a, b)),
    endMs: latest.endMs,
    service: source.service,
    instance: source.instance,
    endpoint: source.endpoint,
    name: first.find(({ keys }) => keys.name !== '')?.keys.name ?? '',
    layer: earliest.keys.layer,
    isError: latest.isError,
    message: last.find(({ message }) => message !== '')?.message ?? '',
    parameters: parametersOf(last.find(({ parameters }) => parameters !== '')?.parameters ?? ''),
  };
}

function byTime(a: EventReportView, b: EventReportView): number {
  return a.timeMs - b.timeMs || a.endMs - b.endMs || byContent(a, b);
}

function byEnd(a: EventReportView, b: EventReportView): number {
  return a.endMs - b.endMs || a.timeMs - b.timeMs || byContent(a, b);
}

/** Reports of the same times that differ: an order all the same, so that the answer is always the same. */
function byContent(a: EventReportView, b: EventReportView): number {
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)];
  if (textA === textB) return 0;
  return textA < textB ? -1 : 1;
}

function parametersOf(text: string): EventView['parameters'] {
  return text === '' ? [] : (JSON.parse(text) as EventView['parameters']);
}
