/** The root fields of alarms and events. */
import { mockAlarms, mockEvents } from './mock-events.ts';
import type { MockAlarm } from './mock-events.ts';
import type { Scene } from './mock-world.ts';

interface Context {
  readonly scene: Scene;
  readonly nowMs: () => number;
}

type Args = Readonly<Record<string, unknown>>;

interface Duration {
  readonly start: string;
  readonly end: string;
  readonly step: string;
}

interface Paging {
  readonly pageNum?: number;
  readonly pageSize: number;
}

interface AlarmCondition {
  readonly duration: Duration;
  readonly paging: Paging;
  readonly entities?: readonly {
    readonly serviceName?: string;
    readonly serviceInstanceName?: string;
    readonly endpointName?: string;
  }[];
  readonly layer?: string;
  readonly ruleNames?: readonly string[];
  readonly keyword?: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

interface EventCondition {
  readonly time?: Duration;
  readonly source?: {
    readonly service?: string;
    readonly serviceInstance?: string;
    readonly endpoint?: string;
  };
  readonly name?: string;
  readonly type?: string;
  readonly layer?: string;
  readonly uuid?: string;
  readonly paging: Paging;
}

function pageOf<T>(rows: readonly T[], { pageNum = 1, pageSize }: Paging): readonly T[] {
  return rows.slice((pageNum - 1) * pageSize, pageNum * pageSize);
}

/** @param readTime the start of what a time of the protocol names. */
export function alertingResolvers(
  readTime: (text: string) => number,
): Readonly<Record<string, (args: Args, context: Context) => unknown>> {
  const isWithin = (timeMs: number, duration: Duration | undefined): boolean =>
    duration === undefined ||
    (timeMs >= readTime(duration.start) && timeMs < readTime(duration.end) + 1000);

  const matches = (alarm: MockAlarm, condition: AlarmCondition): boolean =>
    isWithin(alarm.startTime, condition.duration) &&
    (condition.layer === undefined || alarm.layer === condition.layer) &&
    (condition.ruleNames === undefined || condition.ruleNames.includes(alarm.ruleName)) &&
    (condition.keyword === undefined || alarm.message.includes(condition.keyword)) &&
    (condition.tags ?? []).every((tag) =>
      alarm.tags.some(({ key, value }) => key === tag.key && value === tag.value),
    ) &&
    (condition.entities?.some(
      (entity) =>
        alarm.service === entity.serviceName &&
        alarm.name.startsWith(entity.serviceInstanceName ?? entity.endpointName ?? ''),
    ) ??
      true);

  const inWindow = (args: Args, context: Context): readonly MockAlarm[] =>
    mockAlarms(context.scene, context.nowMs()).filter((alarm) =>
      isWithin(alarm.startTime, args['duration'] as Duration),
    );

  return {
    queryAlarms: (args, context) => {
      const condition = args['condition'] as AlarmCondition;
      const found = mockAlarms(context.scene, context.nowMs()).filter((alarm) =>
        matches(alarm, condition),
      );
      return { msgs: pageOf(found, condition.paging) };
    },
    queryAlarmTagAutocompleteKeys: (args, context) => [
      ...new Set(inWindow(args, context).flatMap(({ tags }) => tags.map(({ key }) => key))),
    ],
    queryAlarmTagAutocompleteValues: (args, context) => [
      ...new Set(
        inWindow(args, context).flatMap(({ tags }) =>
          tags.flatMap(({ key, value }) => (key === args['tagKey'] ? [value] : [])),
        ),
      ),
    ],
    queryEvents: (args, context) => {
      const condition = args['condition'] as EventCondition;
      const { source } = condition;
      const found = mockEvents(context.scene, context.nowMs()).filter(
        (event) =>
          isWithin(event.startTime, condition.time) &&
          (condition.uuid === undefined || event.uuid === condition.uuid) &&
          (condition.name === undefined || event.name === condition.name) &&
          (condition.type === undefined || event.type === condition.type) &&
          (condition.layer === undefined || event.layer === condition.layer) &&
          (source?.service === undefined || event.source.service === source.service) &&
          (source?.serviceInstance === undefined ||
            event.source.serviceInstance === source.serviceInstance),
      );
      return { events: pageOf(found, condition.paging) };
    },
    __type: (args) => ({
      fields: args['name'] === 'AlarmMessage' ? [{ name: 'startTime' }, { name: 'ruleName' }] : [],
    }),
  };
}
