/** An alarm as GraphQL tells it (oap.md App. B, `AlarmMessage`): one notice that a rule's expression was true. */
import { parseEntityId } from '../entity/entity.ts';
import type { NamedSource } from '../named-source.ts';

export interface Alarm {
  readonly startMs: number;
  /** When it was over; undefined while it fires, or when a later notice of the same incident took its place. */
  readonly recoveryMs: number | undefined;
  readonly scope: string;
  /** The id of the entity; of a relation the calling side's. */
  readonly entityId: string;
  /** As people read it: `X of Y` for instances, `X in Y` for endpoints, `A to B` for relations. */
  readonly name: string;
  readonly message: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly expression: string;
  /** Where the server tells it. */
  readonly ruleName: string | undefined;
}

export interface WireAlarm {
  readonly startTime: number | string;
  readonly recoveryTime?: number | string | null;
  readonly scope: string | null;
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly tags?: readonly { readonly key: string; readonly value: string | null }[];
  readonly snapshot: { readonly expression: string };
  readonly ruleName?: string | null;
}

export function readAlarm(wire: WireAlarm): Alarm {
  const recoveryMs = Number(wire.recoveryTime ?? 0);
  return {
    startMs: Number(wire.startTime),
    recoveryMs: recoveryMs > 0 ? recoveryMs : undefined,
    scope: wire.scope ?? 'All',
    entityId: wire.id,
    name: wire.name,
    message: wire.message,
    tags: (wire.tags ?? []).map(({ key, value }) => ({ key, value: value ?? '' })),
    expression: wire.snapshot.expression,
    ruleName: wire.ruleName ?? undefined,
  };
}

/**
 * What the alarm is about, where that has a page: the entity, or the calling side of a relation. The id tells; a name is
 * taken apart only where the id is none that can be read.
 */
export function sourceOf(
  alarm: Pick<Alarm, 'scope' | 'entityId' | 'name'>,
): NamedSource | undefined {
  const parsed = parseEntityId(alarm.entityId);
  if (parsed !== undefined) {
    const own = { service: parsed.serviceName, normal: parsed.normal };
    if (parsed.name === undefined) return own;
    return alarm.scope.startsWith('Endpoint')
      ? { ...own, endpoint: parsed.name }
      : { ...own, instance: parsed.name };
  }
  const caller = alarm.scope.endsWith('Relation') ? before(alarm.name, ' to ') : alarm.name;
  if (alarm.scope.startsWith('ServiceInstance')) {
    const service = after(caller, ' of ');
    return service === undefined
      ? undefined
      : { service, normal: true, instance: before(caller, ' of ') };
  }
  if (alarm.scope.startsWith('Endpoint')) {
    const service = after(caller, ' in ');
    return service === undefined
      ? undefined
      : { service, normal: true, endpoint: before(caller, ' in ') };
  }
  return alarm.scope.startsWith('Service') ? { service: caller, normal: true } : undefined;
}

function before(text: string, word: string): string {
  const at = text.lastIndexOf(word);
  return at < 0 ? text : text.slice(0, at);
}

function after(text: string, word: string): string | undefined {
  const at = text.lastIndexOf(word);
  return at < 0 ? undefined : text.slice(at + word.length);
}
