/** Incidents in words. */
import { formatQuantityText } from '../../base/format-number.ts';
import type { Alarm } from '../../model/alarm/alarm.ts';
import type { Incident } from '../../model/alarm/incident.ts';

/** The rule as people know it: by its name, or where the server does not tell it, by what it asks. */
export function ruleText(alarm: Alarm): string {
  return alarm.ruleName ?? alarm.expression;
}

export function lengthText(incident: Incident, nowMs: number): string {
  return formatQuantityText(
    Math.max(0, (incident.endMs ?? nowMs) - incident.startMs),
    'durationMs',
  );
}

export function stateText(incident: Incident): string {
  const state = incident.endMs === undefined ? 'firing' : 'over';
  return incident.isFlapping ? `${state}, flapping` : state;
}

const scopeNames: Readonly<Record<string, string>> = {
  Service: 'service',
  ServiceInstance: 'instance',
  Endpoint: 'endpoint',
  Process: 'process',
  ServiceRelation: 'calls between services',
  ServiceInstanceRelation: 'calls between instances',
  EndpointRelation: 'calls between endpoints',
  ProcessRelation: 'calls between processes',
};

export function scopeText(scope: string): string {
  return scopeNames[scope] ?? scope;
}
