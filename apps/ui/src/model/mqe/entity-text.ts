/**
 * What an expression is asked for, as a line of text: `service=cart`, `service=cart endpoint="GET:/cart"`,
 * `service=cart to.service=pricing`, or nothing, which means everything.
 */
import type { Service } from '../entity/entity.ts';
import { parseFilter } from '../filter/filter-text.ts';
import type { FilterGrammar, ParsedFilter } from '../filter/filter-text.ts';
import type { ExpressionEntity } from '../graphql-client.ts';
import { isNormal } from '../named-source.ts';

export const entityGrammar: FilterGrammar = {
  keys: {
    service: 'name of a service',
    instance: 'name of an instance of the service',
    endpoint: 'name of an endpoint of the service',
    process: 'name of a process of the instance',
    'to.service': 'the service that it calls',
    'to.instance': 'the instance that it calls',
    'to.endpoint': 'the endpoint that it calls',
    'to.process': 'the process that it calls',
  },
};

export function parseEntityText(text: string): ParsedFilter {
  const parsed = parseFilter(text, entityGrammar);
  const { values } = parsed.filter;
  const lonely = Object.keys(values).find((key) =>
    key.startsWith('to.')
      ? values['service'] === undefined || values['to.service'] === undefined
      : values['service'] === undefined,
  );
  if (lonely === undefined || parsed.problems.length > 0) return parsed;
  const from = text.indexOf(`${lonely}=`);
  const message = lonely.startsWith('to.')
    ? 'Name both services, as in service=cart to.service=pricing.'
    : 'Name its service too, as in service=cart.';
  return { ...parsed, problems: [{ from, to: from + lonely.length, message }] };
}

/** The entity as the protocol takes it. Names of services that are only called are not `normal`. */
export function entityOf(text: string, services: readonly Service[]): ExpressionEntity {
  const { values } = parseEntityText(text).filter;
  const own = values['service'];
  const to = values['to.service'];
  if (own === undefined) return { scope: 'All' };
  const fields: Readonly<Record<string, string | boolean | undefined>> = {
    serviceName: own,
    normal: isNormal(own, services),
    serviceInstanceName: values['instance'],
    endpointName: values['endpoint'],
    processName: values['process'],
    destServiceName: to,
    destNormal: to === undefined ? undefined : isNormal(to, services),
    destServiceInstanceName: values['to.instance'],
    destEndpointName: values['to.endpoint'],
    destProcessName: values['to.process'],
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The kind of entity that the text names, in the words of the catalogue: `SERVICE`, `ENDPOINT_RELATION`, `ALL`. */
export function catalogueScopeOf(text: string): string {
  const { values } = parseEntityText(text).filter;
  if (values['service'] === undefined) return 'ALL';
  const part =
    values['process'] !== undefined
      ? 'PROCESS'
      : values['endpoint'] !== undefined
        ? 'ENDPOINT'
        : values['instance'] !== undefined
          ? 'SERVICE_INSTANCE'
          : 'SERVICE';
  return values['to.service'] === undefined ? part : `${part}_RELATION`;
}
