import { CodedError } from '@stormpetrel/base';
import { findLayer } from '@stormpetrel/model';
import { queryErrors } from '../../errors.ts';
import type { EventConditions } from '../../read/event/event-conditions.ts';
import { readEvents } from '../../read/event/event-reader.ts';
import type { EventView } from '../../read/event/merge-reports.ts';
import { type PaginationInput, parsePage } from '../../read/page.ts';
import { parseDuration } from '../../read/time-window.ts';
import {
  type DurationInput,
  type Optional,
  type OrderInput,
  type Resolver,
  type ResolverMap,
  orderOf,
} from './resolver.ts';

/** GraphQL's `EventQueryCondition`. Names, not ids; empty texts are as good as none. */
interface EventQueryCondition {
  readonly uuid?: Optional<string>;
  readonly source?: Optional<{
    readonly service?: Optional<string>;
    readonly serviceInstance?: Optional<string>;
    readonly endpoint?: Optional<string>;
  }>;
  readonly name?: Optional<string>;
  readonly type?: Optional<'Normal' | 'Error'>;
  readonly time?: Optional<DurationInput>;
  readonly order?: Optional<OrderInput>;
  readonly layer?: Optional<string>;
  readonly paging: PaginationInput;
}

const queryEvents: Resolver<{ readonly condition?: Optional<EventQueryCondition> }> = async (
  { condition },
  { services },
) => {
  if (!condition) throw windowMissing();
  const page = parsePage(condition.paging);
  const events = await readEvents(services.reader, conditionsOf(condition), page);
  return { events: events.map(eventView) };
};

function conditionsOf(condition: EventQueryCondition): EventConditions {
  const { uuid, source, name, type, time, order, layer } = condition;
  if (layer && findLayer(layer) === undefined) {
    const { code } = queryErrors.layerUnknown;
    throw new CodedError(code, `there is no layer ${JSON.stringify(layer)}`);
  }
  const window = time && time.start && time.end ? parseDuration(time) : undefined;
  if (window === undefined && !uuid) throw windowMissing();
  return {
    uuid,
    service: source?.service,
    instance: source?.serviceInstance,
    endpoint: source?.endpoint,
    name,
    layer,
    isError: type ? type === 'Error' : undefined,
    window,
    order: orderOf(order ?? 'DES'),
  };
}

function windowMissing(): CodedError {
  const { code } = queryErrors.eventWindowMissing;
  return new CodedError(code, 'events are asked for by time, or by uuid');
}

/** GraphQL's `Event`. As upstream, times that were not told are 0, and parameters are null where there are none. */
export function eventView(event: EventView): object {
  const parameters = event.parameters.map(([key, value]) => ({ key, value }));
  return {
    uuid: event.uuid,
    source: {
      service: event.service,
      serviceInstance: event.instance,
      endpoint: event.endpoint,
    },
    name: event.name,
    type: event.isError ? 'Error' : 'Normal',
    message: event.message,
    parameters: parameters.length === 0 ? undefined : parameters,
    startTime: event.startMs,
    endTime: event.endMs,
    layer: event.layer,
  };
}

export const eventQueries: ResolverMap = { queryEvents };
