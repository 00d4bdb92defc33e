import { CodedError } from '@stormpetrel/base';
import { Scope, type ScopeName, parseMemberId, parseServiceId } from '@stormpetrel/model';
import { queryErrors } from '../../errors.ts';
import { queryLimits } from '../../limits.ts';
import { type AlarmEnds, type AlarmView, readAlarms } from '../../read/alarm-reader.ts';
import { findEntityId } from '../../read/entity.ts';
import { readEvents } from '../../read/event/event-reader.ts';
import type { EventView } from '../../read/event/merge-reports.ts';
import { listTagKeys, listTagValues } from '../../read/metadata/tag-list.ts';
import { type PaginationInput, parsePage } from '../../read/page.ts';
import { type TimeWindow, parseDuration } from '../../read/time-window.ts';
import type { QueryContext } from '../query-context.ts';
import { eventView } from './event.ts';
import type {
  DurationInput,
  EntityInput,
  Optional,
  Resolver,
  ResolverMap,
  WithDuration,
} from './resolver.ts';

type TagInput = { readonly key: string; readonly value?: Optional<string> };
type TagsInput = Optional<readonly Optional<TagInput>[]>;
type ScopeInput = ScopeName | 'All';

const getAlarm: Resolver<
  WithDuration & {
    readonly scope?: Optional<ScopeInput>;
    readonly keyword?: Optional<string>;
    readonly paging: PaginationInput;
    readonly tags?: TagsInput;
  }
> = ({ duration, scope, keyword, paging, tags }, context) => {
  const window = parseDuration(duration);
  // SkyWalking takes All as a scope of its own, of which there are no alarms; people mean what they say.
  const scopeId =
    scope === undefined || scope === null || scope === 'All' ? undefined : Scope[scope];
  const conditions = {
    window,
    scopeId,
    keyword: given(keyword),
    tags: tagsOf(tags),
    entities: [],
    ruleNames: [],
  };
  return answer(context, conditions, paging, window);
};

/** GraphQL's `AlarmQueryCondition`. */
interface AlarmQueryCondition {
  readonly duration: DurationInput;
  readonly paging: PaginationInput;
  readonly entities?: Optional<readonly AlarmEntityInput[]>;
  readonly layer?: Optional<string>;
  readonly ruleNames?: Optional<readonly string[]>;
  readonly keyword?: Optional<string>;
  readonly tags?: TagsInput;
}

interface AlarmEntityInput extends EntityInput {
  readonly scope?: Optional<ScopeInput>;
}

const queryAlarms: Resolver<{ readonly condition: AlarmQueryCondition }> = (
  { condition },
  context,
) => {
  const { duration, paging, entities, layer, ruleNames, keyword, tags } = condition;
  const window = parseDuration(duration);
  const conditions = {
    window,
    keyword: given(keyword),
    tags: tagsOf(tags),
    entities: (entities ?? []).flatMap(endsOf),
    layer: given(layer),
    ruleNames: (ruleNames ?? []).filter((name) => name !== ''),
  };
  return answer(context, conditions, paging, window);
};

async function answer(
  context: QueryContext,
  conditions: Parameters<typeof readAlarms>[1],
  paging: PaginationInput,
  window: TimeWindow,
): Promise<object> {
  const { reader } = context.services;
  const alarms = await readAlarms(reader, conditions, parsePage(paging));
  const events = new EventsOfAlarms(context, window);
  return { msgs: alarms.map((alarm) => alarmView(alarm, events)) };
}

function given(text: Optional<string>): string | undefined {
  return text === null || text === '' ? undefined : text;
}

/** Tags without a key are none. */
function tagsOf(tags: TagsInput): readonly { readonly key: string; readonly value: string }[] {
  return (tags ?? []).flatMap((tag) =>
    tag === null || tag === undefined || tag.key === ''
      ? []
      : [{ key: tag.key, value: tag.value ?? '' }],
  );
}

/** Whom an entity names: its scope where it is told, otherwise the narrowest that its names allow. */
function endsOf(entity: AlarmEntityInput): readonly AlarmEnds[] {
  const scope = given(entity.scope) as ScopeInput | undefined;
  if (scope === 'All') return [];
  const { normal, destNormal } = entity;
  // Agents report normal services: whoever leaves it out means one.
  const whole = { ...entity, normal: normal ?? true, destNormal: destNormal ?? true };
  const found = scope ?? inferScope(entity);
  if (found === undefined) return refuse();
  if (!found.endsWith('Relation')) {
    const id = findEntityId(whole, found);
    return id === undefined ? refuse() : [{ kind: 'either', id }];
  }
  const end = found.slice(0, -'Relation'.length) as ScopeName;
  const sourceId = findEntityId(whole, end);
  const targetId = findEntityId(
    {
      serviceName: whole.destServiceName,
      normal: whole.destNormal,
      serviceInstanceName: whole.destServiceInstanceName,
      endpointName: whole.destEndpointName,
      processName: whole.destProcessName,
    },
    end,
  );
  if (sourceId === undefined || targetId === undefined) return refuse();
  return [{ kind: 'both', sourceId, targetId }];
}

function inferScope(entity: AlarmEntityInput): ScopeName | undefined {
  if (given(entity.destProcessName)) return 'ProcessRelation';
  if (given(entity.destEndpointName)) return 'EndpointRelation';
  if (given(entity.destServiceInstanceName)) return 'ServiceInstanceRelation';
  if (given(entity.destServiceName)) return 'ServiceRelation';
  if (given(entity.processName)) return 'Process';
  if (given(entity.endpointName)) return 'Endpoint';
  if (given(entity.serviceInstanceName)) return 'ServiceInstance';
  return given(entity.serviceName) ? 'Service' : undefined;
}

/** An entity that names nobody must not widen the question to all alarms. */
function refuse(): never {
  const { code } = queryErrors.alarmEntity;
  throw new CodedError(code, 'an entity of the condition lacks a name that its scope needs');
}

/** GraphQL's `AlarmMessage`. Events are read when somebody asks for them. */
function alarmView(alarm: AlarmView, events: EventsOfAlarms): object {
  const { expression, metrics } = alarm.snapshot;
  return {
    startTime: alarm.startMs,
    recoveryTime: alarm.recoveryMs,
    scope: alarm.scope,
    id: alarm.id0,
    name: alarm.name,
    ruleName: alarm.ruleName,
    message: alarm.message,
    events: () => events.of(alarm),
    tags: alarm.tags,
    snapshot: {
      expression,
      metrics: metrics.map(({ name, results }) => ({
        name,
        results: results.map(({ labels, values }) => ({
          metric: { labels },
          values: values.map(([id, value]) => ({ id, value })),
        })),
      })),
    },
  };
}

/** What an event and an alarm have in common. */
interface EventSource {
  readonly service: string;
  readonly instance?: string;
}

/**
 * Events of the window about what an alarm is about: of the same service or instance; alarms of endpoints show the events of
 * their service. Each source is asked for once.
 */
class EventsOfAlarms {
  readonly #context: QueryContext;
  readonly #window: TimeWindow;
  readonly #bySource = new Map<string, Promise<readonly EventView[]>>();

  constructor(context: QueryContext, window: TimeWindow) {
    this.#context = context;
    this.#window = window;
  }

  async of(alarm: AlarmView): Promise<readonly object[]> {
    const lists = await Promise.all(sourcesOf(alarm).map((source) => this.#read(source)));
    const events = new Map(lists.flat().map((event) => [event.uuid, event]));
    return [...events.values()].map(eventView);
  }

  #read(source: EventSource): Promise<readonly EventView[]> {
    const key = JSON.stringify(source);
    let events = this.#bySource.get(key);
    if (events === undefined) {
      if (this.#bySource.size >= queryLimits.alarmEventSourcesMax) return Promise.resolve([]);
      events = this.#readAnew(source);
      this.#bySource.set(key, events);
    }
    return events;
  }

  async #readAnew(source: EventSource): Promise<readonly EventView[]> {
    const { reader } = this.#context.services;
    // An alarm of a service is not about what one of its instances did.
    const withoutInstance = source.instance === undefined;
    const conditions = { ...source, withoutInstance, window: this.#window, order: 'des' } as const;
    return readEvents(reader, conditions, { offset: 0, limit: queryLimits.alarmEventsMax });
  }
}

function sourcesOf({ scope, id0, id1 }: AlarmView): readonly EventSource[] {
  const ids = id1 === '' ? [id0] : [id0, id1];
  return ids.flatMap((id): readonly EventSource[] => {
    const member = parseMemberId(id);
    const service = parseServiceId(member?.serviceId ?? id)?.name;
    if (service === undefined) return [];
    const isInstance = member !== undefined && scope?.startsWith('ServiceInstance') === true;
    return [isInstance ? { service, instance: member.name } : { service }];
  });
}

const queryAlarmTagAutocompleteKeys: Resolver<WithDuration> = ({ duration }, { services }) => {
  const { reader, settings } = services;
  const window = parseDuration(duration);
  return listTagKeys(reader, 'alarmTag', settings.searchableAlarmTags, window, settings.tagKeysMax);
};

const queryAlarmTagAutocompleteValues: Resolver<WithDuration & { readonly tagKey: string }> = (
  { duration, tagKey },
  { services: { reader, settings } },
) => listTagValues(reader, 'alarmTag', tagKey, parseDuration(duration), settings.tagValuesMax);

export const alarmQueries: ResolverMap = {
  getAlarm,
  queryAlarms,
  queryAlarmTagAutocompleteKeys,
  queryAlarmTagAutocompleteValues,
};
