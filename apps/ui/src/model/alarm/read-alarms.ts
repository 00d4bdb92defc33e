/** Asks for alarms. Lists leave out events and values: those are read for the one incident that is looked at. */
import type { Event } from '../event/event.ts';
import { readEvent } from '../event/event.ts';
import type { WireEvent } from '../event/event.ts';
import { valueOf } from '../../base/loadable.ts';
import { computed } from '../../base/signal.ts';
import type { ExpressionSeries } from '../graphql-client.ts';
import { isNormal } from '../named-source.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { graphql, serverClock } from '../server.ts';
import { serviceDirectory } from '../entity/service-directory.ts';
import { wireDuration } from '../page/time-window.ts';
import type { TimeSpan, WireDuration } from '../page/time-window.ts';
import { timeSpan } from '../page/url-state.ts';
import type { Filter } from '../filter/filter-text.ts';
import { readAlarm } from './alarm.ts';
import type { Alarm, WireAlarm } from './alarm.ts';
import { incidentRows, incidentStartMs, rowsWithin } from './incident.ts';
import type { Incident, IncidentRow } from './incident.ts';
import { alarmLimits } from './limits.ts';

const listFields =
  'startTime recoveryTime scope id name message tags{key value} snapshot{expression}';
const detailFields =
  'startTime recoveryTime scope id name message tags{key value} snapshot{expression metrics{name results{metric{labels{key value}}values{id value}}}} events{uuid source{service serviceInstance endpoint} name type message parameters{key value} startTime endTime layer}';

interface ListAnswer<A> {
  readonly queryAlarms: { readonly msgs: readonly A[] } | null;
}

let tellsRules: boolean | undefined;

/** The protocol's alarm has no name of its rule; servers that tell it have it as a field more. */
async function ruleField(signal: AbortSignal | undefined): Promise<string> {
  if (tellsRules === undefined) {
    const answer = await graphql()
      .query<{ readonly type: { readonly fields: readonly { name: string }[] } | null }>(
        'query AlarmFields{type:__type(name:"AlarmMessage"){fields{name}}}',
        {},
        signal,
      )
      .catch(() => undefined);
    if (answer === undefined) return '';
    tellsRules = answer.type?.fields.some(({ name }) => name === 'ruleName') ?? false;
  }
  return tellsRules ? ' ruleName' : '';
}

/** The condition of `queryAlarms`. The scope is no part of it: it is looked at when the alarms are here. */
export function alarmCondition(
  filter: Filter,
  duration: WireDuration,
  normal: boolean,
): Readonly<Record<string, unknown>> {
  const { service, instance, endpoint, layer, rule } = filter.values;
  const entity = {
    serviceName: service,
    normal,
    ...(instance === undefined ? {} : { serviceInstanceName: instance }),
    ...(endpoint === undefined ? {} : { endpointName: endpoint }),
  };
  return {
    duration,
    paging: { pageNum: 1, pageSize: alarmLimits.alarmsMax },
    ...(service === undefined ? {} : { entities: [entity] }),
    ...(layer === undefined ? {} : { layer }),
    ...(rule === undefined ? {} : { ruleNames: [rule] }),
    ...(filter.message === '' ? {} : { keyword: filter.message }),
    ...(filter.tags.length === 0 ? {} : { tags: filter.tags }),
  };
}

function secondsOf(span: TimeSpan): WireDuration {
  return wireDuration(span, 'SECOND', serverClock.peek()?.offsetMs ?? 0);
}

export interface AlarmList {
  readonly span: TimeSpan;
  readonly rows: readonly IncidentRow[];
  /** All that was read, outside the window too: the incident that is open may lie there. */
  readonly everyRow: readonly IncidentRow[];
  /** True when there may be more alarms than were read. */
  readonly isCapped: boolean;
}

/**
 * What is read for a window: before it for what began earlier, and as far as the incident that is open, which stays open
 * while a rolling window leaves it, and is there for who comes by a link the next day.
 */
export function spanToRead(span: TimeSpan, openedStartMs: number | undefined): TimeSpan {
  return {
    startMs: Math.min(span.startMs - alarmLimits.lookBackMs, openedStartMs ?? Infinity),
    endMs: Math.max(span.endMs, (openedStartMs ?? -Infinity) + alarmLimits.openedMs),
  };
}

/**
 * The incidents of the window.
 * @param filter read reactively; undefined while it can't be read.
 * @param openedKey the key of the incident that is open, read reactively.
 */
export function openAlarms(
  filter: () => Filter | undefined,
  openedKey: () => string,
): Query<AlarmList> {
  // Only what lies outside: opening one of the list asks for nothing.
  const outsideMs = computed(() => {
    const startMs = incidentStartMs(openedKey());
    if (startMs === undefined) return undefined;
    const { startMs: fromMs, endMs: toMs } = spanToRead(timeSpan.value, undefined);
    return startMs >= fromMs && startMs < toMs ? undefined : startMs;
  });
  return createQuery<AlarmList>({
    key: () => {
      const wanted = filter();
      return wanted === undefined ? undefined : JSON.stringify(wanted);
    },
    read: async (signal) => {
      const wanted = filter();
      const span = timeSpan.value;
      if (wanted === undefined) throw new Error('The filter cannot be read.');
      const services = valueOf(serviceDirectory().result.peek()) ?? [];
      const condition = alarmCondition(
        wanted,
        secondsOf(spanToRead(span, outsideMs.value)),
        isNormal(wanted.values['service'] ?? '', services),
      );
      const { queryAlarms } = await graphql().query<ListAnswer<WireAlarm>>(
        `query Alarms($c:AlarmQueryCondition!){queryAlarms(condition:$c){msgs{${listFields}${await ruleField(signal)}}}}`,
        { c: condition },
        signal,
      );
      const msgs = queryAlarms?.msgs ?? [];
      const scope = wanted.values['scope'];
      const alarms = msgs
        .slice(0, alarmLimits.alarmsMax)
        .map(readAlarm)
        .filter((alarm) => scope === undefined || alarm.scope === scope);
      const everyRow = incidentRows(alarms);
      return {
        span,
        rows: rowsWithin(everyRow, span),
        everyRow,
        isCapped: msgs.length >= alarmLimits.alarmsMax,
      };
    },
    judge: ({ everyRow }) => (everyRow.length === 0 ? 'empty' : 'ready'),
  });
}

export interface IncidentDetail {
  readonly alarm: Alarm;
  readonly metrics: readonly {
    readonly name: string;
    readonly series: readonly ExpressionSeries[];
  }[];
  readonly events: readonly Event[];
}

interface WireDetail extends WireAlarm {
  readonly snapshot: {
    readonly expression: string;
    readonly metrics: readonly {
      readonly name: string;
      readonly results: readonly {
        readonly metric: { readonly labels: ExpressionSeries['labels'] };
        readonly values: ExpressionSeries['values'];
      }[];
    }[];
  };
  readonly events: readonly WireEvent[];
}

/** What the first notice of an incident saw. Its events are those of all its notices. */
export function openIncidentDetail(incident: () => Incident | undefined): Query<IncidentDetail> {
  const first = computed(() => incident()?.alarms[0]);
  const lastMs = computed(() => incident()?.last.startMs);
  return createQuery<IncidentDetail>({
    key: () => incident()?.key,
    read: async (signal) => {
      const alarm = first.value;
      const endMs = lastMs.value;
      if (alarm === undefined || endMs === undefined) throw new Error('The incident is gone.');
      const { queryAlarms } = await graphql().query<ListAnswer<WireDetail>>(
        `query Incident($c:AlarmQueryCondition!){queryAlarms(condition:$c){msgs{${detailFields}}}}`,
        {
          c: {
            duration: secondsOf({ startMs: alarm.startMs, endMs: alarm.startMs + 1000 }),
            paging: { pageNum: 1, pageSize: alarmLimits.detailsMax },
          },
        },
        signal,
      );
      const found = queryAlarms?.msgs.find((each) => isSame(readAlarm(each), alarm));
      return {
        alarm,
        metrics: (found?.snapshot.metrics ?? []).map(({ name, results }) => ({
          name,
          series: results.map(({ metric, values }) => ({ labels: metric.labels, values })),
        })),
        events: (found?.events ?? []).map(readEvent),
      };
    },
  });
}

function isSame(a: Alarm, b: Alarm): boolean {
  return (
    a.startMs === b.startMs &&
    a.entityId === b.entityId &&
    a.name === b.name &&
    a.expression === b.expression &&
    a.message === b.message
  );
}

/** Keys of the tags that alarms have, for completion. */
export async function readAlarmTagKeys(signal: AbortSignal): Promise<readonly string[]> {
  const answer = await graphql().query<{ readonly keys: readonly string[] | null }>(
    'query AlarmTagKeys($d:Duration!){keys:queryAlarmTagAutocompleteKeys(duration:$d)}',
    { d: secondsOf(timeSpan.peek()) },
    signal,
  );
  return answer.keys ?? [];
}

/** Values that a tag had in the window, for completion. */
export async function readAlarmTagValues(
  key: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answer = await graphql().query<{ readonly values: readonly string[] | null }>(
    'query AlarmTagValues($k:String!,$d:Duration!){values:queryAlarmTagAutocompleteValues(tagKey:$k,duration:$d)}',
    { k: key, d: secondsOf(timeSpan.peek()) },
    signal,
  );
  return answer.values ?? [];
}
