/** A filter as the parameters that all of `/api/logs` take. */
import { childIdOf, serviceIdOf } from '../entity/entity.ts';
import type { TimeSpan } from '../page/time-window.ts';
import type { LogFilter } from './log-text.ts';

/**
 * Lines are always those of a normal service, also where a database or a queue of the same name is known too, and whether or not
 * anything else is known of the service.
 */
export function logParameters(filter: LogFilter, span: TimeSpan | undefined): URLSearchParams {
  const parameters = new URLSearchParams();
  const ids = filter.services.map((name) => serviceIdOf(name, true));
  for (const id of ids) parameters.append('service', id);
  // Instances and endpoints are named within a service: without one, or with several, there is nothing to name them by.
  const [owner] = ids;
  if (owner !== undefined && ids.length === 1) {
    if (filter.instance !== undefined)
      parameters.set('instance', childIdOf(owner, filter.instance));
    if (filter.endpoint !== undefined)
      parameters.set('endpoint', childIdOf(owner, filter.endpoint));
  }
  if (filter.trace !== undefined) parameters.set('trace', filter.trace);
  for (const level of filter.levels) parameters.append('level', level);
  for (const { key, value } of filter.tags) parameters.append('tag', `${key}=${value}`);
  for (const text of filter.include) parameters.append('include', text);
  for (const text of filter.exclude) parameters.append('exclude', text);
  if (span !== undefined) {
    parameters.set('from', String(Math.floor(span.startMs)));
    parameters.set('to', String(Math.ceil(span.endMs)));
  }
  return parameters;
}
