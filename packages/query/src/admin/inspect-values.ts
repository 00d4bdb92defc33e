/** `POST /inspect/values`: values of metrics that this server has no rule for (admin: inspect). */
import { messageOf } from '@stormpetrel/base';
import { type MqeCatalog, type MqeMetric, evaluateMqe } from '@stormpetrel/language/mqe';
import { Scope, type ScopeName } from '@stormpetrel/model';
import type { QueryContext } from '../graphql/query-context.ts';
import { expressionResultView } from '../graphql/resolvers/metric/metrics-v3.ts';
import { type EntityInput, findEntityId } from '../read/entity.ts';
import { StoreMqeSource } from '../read/metric/mqe-source.ts';
import { listBuckets } from '../read/time-window.ts';
import { type AdminReply, jsonAnswer, refusal } from './admin-request.ts';
import { checkValueType, parseWindow } from './inspect.ts';

/**
 * An expression over metrics that the asker describes, because another server wrote them. Nothing but this server writes
 * into its store, so they have no values: what is answered is what SkyWalking answers where no rows are found.
 */
export async function readInspectedValues(
  body: string,
  context: QueryContext,
): Promise<AdminReply> {
  const asked = valuesRequestOf(body);
  const scope = asked.scope;
  if (findEntityId(asked.entity, scope) === undefined) {
    throw refusal(
      `entity is missing required fields for scope ${scope} (Service needs serviceName + normal; ServiceInstance/Endpoint also need serviceInstanceName / endpointName)`,
    );
  }
  const { services, metrics, bounds } = context;
  const foreign = foreignCatalog(asked.foreignMetrics, scope, services.catalog);
  const { window } = parseWindow(asked.step, asked.start, asked.end);
  const mqeWindow = { step: window.step, buckets: listBuckets(window) };
  const { reader, catalog, onReadError } = services;
  const { entity } = asked;
  const source = new StoreMqeSource({
    reader,
    metrics,
    catalog,
    entity,
    window: mqeWindow,
    lists: bounds.lists,
  });
  const result = await evaluateMqe(asked.expression, {
    catalog: foreign,
    source,
    window: mqeWindow,
    onReadError,
  });
  if (result.error !== undefined) throw refusal(result.error);
  return jsonAnswer({ ...expressionResultView(result), error: null });
}

interface ValuesRequest {
  readonly expression: string;
  readonly entity: EntityInput;
  readonly scope: ScopeName;
  readonly start: string;
  readonly end: string;
  readonly step: string;
  readonly foreignMetrics: readonly Readonly<Record<string, unknown>>[];
}

function valuesRequestOf(body: string): ValuesRequest {
  const request = parseObject(body);
  const text = (name: string): string => {
    const value = request[name];
    return typeof value === 'string' ? value : '';
  };
  if (text('expression').trim() === '') throw refusal('expression is required');
  const entity = request['entity'];
  const scope = isObject(entity) ? entity['scope'] : undefined;
  if (!isObject(entity) || typeof scope !== 'string' || !Object.hasOwn(Scope, scope)) {
    throw refusal('entity (with a scope) is required');
  }
  const foreignMetrics = request['foreignMetrics'];
  if (!Array.isArray(foreignMetrics) || foreignMetrics.length === 0) {
    throw refusal(
      'foreignMetrics is required; a locally-defined metric should be queried via the public GraphQL execExpression',
    );
  }
  return {
    expression: text('expression'),
    entity: entityOf(entity),
    scope: scope as ScopeName,
    start: text('start'),
    end: text('end'),
    step: text('step'),
    foreignMetrics: foreignMetrics.filter(isObject),
  };
}

/** Members of another type than theirs count as not given. */
function entityOf(entity: Readonly<Record<string, unknown>>): EntityInput {
  const text = (name: string): string | undefined => {
    const value = entity[name];
    return typeof value === 'string' ? value : undefined;
  };
  const flag = (name: string): boolean | undefined => {
    const value = entity[name];
    return typeof value === 'boolean' ? value : undefined;
  };
  return {
    serviceName: text('serviceName'),
    normal: flag('normal'),
    serviceInstanceName: text('serviceInstanceName'),
    endpointName: text('endpointName'),
    processName: text('processName'),
    destServiceName: text('destServiceName'),
    destNormal: flag('destNormal'),
    destServiceInstanceName: text('destServiceInstanceName'),
    destEndpointName: text('destEndpointName'),
    destProcessName: text('destProcessName'),
  };
}

/** The metrics that were described, over those that there are. */
function foreignCatalog(
  described: readonly Readonly<Record<string, unknown>>[],
  scope: ScopeName,
  catalog: MqeCatalog,
): MqeCatalog {
  const foreign = new Map<string, MqeMetric>();
  for (const { name, valueColumn, valueType } of described) {
    if (typeof name !== 'string' || name.trim() === '') {
      throw refusal('each foreignMetrics entry needs a name');
    }
    if (typeof valueColumn !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(valueColumn)) {
      throw refusal(`valueColumn is invalid: ${String(valueColumn)}`);
    }
    const type = checkValueType(typeof valueType === 'string' ? valueType : '');
    if (catalog.findMetric(name) !== undefined) {
      throw refusal(
        `metric ${name} is defined locally; query it via the GraphQL execExpression and drop it from foreignMetrics`,
      );
    }
    const kind = type === 'LABELED' ? 'LABELED_VALUE' : 'REGULAR_VALUE';
    foreign.set(name, { name, scope, valueType: kind });
  }
  return { findMetric: (name) => catalog.findMetric(name) ?? foreign.get(name) };
}

function parseObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) return value;
  } catch (thrown) {
    throw refusal(`invalid request body: ${messageOf(thrown)}`);
  }
  throw refusal('invalid request body: not an object');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
