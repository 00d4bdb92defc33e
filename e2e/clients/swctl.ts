/**
 * What the command line tool `swctl` sends (apache/skywalking-cli, assets/graphqls and pkg/graphql): the operations with
 * the variables as its Go types write them. Text that was not given is '' and not null, a flag false and not absent; only
 * the names of processes are null.
 */
import type { ClientRequest, RecordedClient } from './request.ts';
import {
  add,
  cart,
  checkout,
  firstWeb,
  menuItem,
  process,
  related,
  results,
  span,
  web,
} from './selections.ts';
import { ask, duration } from './swctl-form.ts';
import { logs } from './swctl-logs.ts';
import { ebpf, profiling } from './swctl-profiling.ts';

const paging = { pageNum: 1, pageSize: 15 };

const emptyEntity = {
  scope: 'All',
  serviceName: '',
  normal: false,
  serviceInstanceName: '',
  endpointName: '',
  processName: null,
  destServiceName: '',
  destNormal: false,
  destServiceInstanceName: '',
  destEndpointName: '',
  destProcessName: null,
};
const ofWeb = { ...emptyEntity, scope: 'Service', serviceName: 'web', normal: true };

const nodes = (rest: string): string => `nodes { id name type isReal ${rest} }`;
const calls = 'calls { id source target detectPoints sourceComponents targetComponents }';
const instance = '{ id name language instanceUUID attributes { name value } }';
const service = '{ id name group shortName layers normal }';
const webService = {
  id: web,
  name: 'web',
  group: '',
  shortName: 'web',
  layers: ['GENERAL'],
  normal: true,
};

function expression(text: string, entity: object, values: readonly string[]): ClientRequest {
  return ask(
    'execExpression',
    '$expression: String!, $entity: Entity!, $duration: Duration!',
    '{ type results { metric { labels { key value } } values { value } } error }',
    { expression: text, entity, duration },
    {
      name: `metrics exec ${text}`,
      data: {
        result: {
          type: text.startsWith('top_n') ? 'SORTED_LIST' : 'SINGLE_VALUE',
          error: null,
          results: [{ metric: { labels: [] }, values: values.map((value) => ({ value })) }],
        },
      },
    },
  );
}

const metric = (name: string, entity: object = ofWeb) => ({ name, entity });

const general: readonly ClientRequest[] = [
  ask('version', '', '', {}),
  {
    name: 'checkHealth',
    fields: ['checkHealth'],
    query: 'query { checkHealth { score details } }',
  },
  ask('getMenuItems', '', `{ ${menuItem} subItems { ${menuItem} } }`, {}),
  ask('getTimeInfo', '', '{ timezone, currentTimestamp }', {}),
];

const metadata: readonly ClientRequest[] = [
  ask('getAllServices', '$duration: Duration!', service, { duration }),
  ask(
    'getAllServices',
    '$duration: Duration!',
    '{ id name }',
    { duration },
    { name: 'services, old' },
  ),
  ask(
    'getAllBrowserServices',
    '$duration: Duration!',
    service,
    { duration },
    { data: { result: [] } },
  ),
  ask(
    'searchService',
    '$serviceCode: String!',
    '{ id name }',
    { serviceCode: 'web' },
    {
      data: { result: { id: web, name: 'web' } },
    },
  ),
  ask(
    'findService',
    '$serviceName: String!',
    service,
    { serviceName: 'web' },
    {
      data: { result: webService },
    },
  ),
  ask('searchBrowserService', '$serviceCode: String!', service, { serviceCode: 'web' }),
  ask('listServices', '$layer: String!', service, { layer: 'GENERAL' }),
  ask(
    'listLayers',
    '',
    '',
    {},
    {
      data: { result: ['GENERAL', 'VIRTUAL_CACHE', 'VIRTUAL_DATABASE', 'VIRTUAL_MQ'] },
    },
  ),
  ask('listInstances', '$serviceId: ID!, $duration: Duration!', instance, {
    serviceId: web,
    duration,
  }),
  ask('getServiceInstances', '$serviceId: ID!, $duration: Duration!', instance, {
    serviceId: web,
    duration,
  }),
  ask(
    'getInstance',
    '$instanceId: String!',
    instance,
    { instanceId: firstWeb },
    {
      data: {
        result: {
          id: firstWeb,
          name: 'web-1',
          language: 'UNKNOWN',
          instanceUUID: firstWeb,
          attributes: [],
        },
      },
    },
  ),
  ask('searchEndpoint', '$keyword: String!, $serviceId: ID!, $limit: Int!', '{ id name }', {
    keyword: '',
    serviceId: cart,
    limit: 100,
  }),
  ask(
    'findEndpoint',
    '$keyword: String!, $serviceId: ID!, $limit: Int!, $duration: Duration',
    '{ id name }',
    { keyword: 'check', serviceId: web, limit: 100, duration },
    { data: { result: [{ id: checkout, name: 'GET:/checkout' }] } },
  ),
  ask('findEndpoint', '$keyword: String!, $serviceId: ID!, $limit: Int!', '{ id name }', {
    keyword: 'check',
    serviceId: web,
    limit: 100,
  }),
  ask(
    'getEndpointInfo',
    '$endpointId: ID!',
    '{ id name serviceId serviceName }',
    { endpointId: checkout },
    {
      data: { result: { id: checkout, name: 'GET:/checkout', serviceId: web, serviceName: 'web' } },
    },
  ),
  ask('listProcesses', '$instanceId: ID!, $duration: Duration!', process, {
    instanceId: firstWeb,
    duration,
  }),
  ask('getProcess', '$processId: ID!', process, { processId: 'none' }),
  ask('estimateProcessScale', '$serviceId: ID!, $labels: [String!]!', '', {
    serviceId: web,
    labels: [],
  }),
];

const metrics: readonly ClientRequest[] = [
  expression('avg(service_resp_time)', ofWeb, ['325']),
  expression('sum(service_cpm)', ofWeb, ['1504']),
  expression('top_n(service_resp_time,2,des)', emptyEntity, ['325', '310']),
  expression('avg(endpoint_cpm)', { ...ofWeb, scope: 'Endpoint', endpointName: 'GET:/health' }, [
    '1500',
  ]),
  expression(
    'count(service_relation_server_cpm)',
    { ...ofWeb, scope: 'ServiceRelation', destServiceName: 'cart', destNormal: true },
    ['3'],
  ),
  ask(
    'execExpression',
    '$expression: String!, $entity: Entity!, $duration: Duration!',
    `{ type ${results} error }`,
    { expression: 'top_n(', entity: ofWeb, duration },
    { name: 'metrics exec, mistaken' },
  ),
  ask(
    'listMetrics',
    '$regex: String!',
    '{ name type catalog }',
    { regex: 'service_cpm' },
    {
      data: { result: [{ name: 'service_cpm', type: 'REGULAR_VALUE', catalog: 'SERVICE' }] },
    },
  ),
  ask(
    'listMetrics',
    '$regex: String!',
    '{ name type catalog }',
    { regex: '' },
    { name: 'all metrics' },
  ),
  ask(
    'readMetricsValue',
    '$condition: MetricsCondition!, $duration: Duration!',
    '',
    {
      condition: metric('service_resp_time'),
      duration,
    },
    { data: { result: 325 } },
  ),
  ask(
    'readNullableMetricsValue',
    '$condition: MetricsCondition!, $duration: Duration!',
    '{ value isEmptyValue }',
    { condition: metric('service_resp_time'), duration },
    { data: { result: { value: 325, isEmptyValue: false } } },
  ),
  ask(
    'readMetricsValues',
    '$condition: MetricsCondition!, $duration: Duration!',
    '{ label values { values { value isEmptyValue } } }',
    { condition: metric('service_cpm'), duration },
  ),
  ask(
    'readLabeledMetricsValues',
    '$condition: MetricsCondition!, $labels: [String!]!, $duration: Duration!',
    '{ label values { values { value isEmptyValue } } }',
    { condition: metric('service_percentile'), labels: ['0', '1', '2', '3', '4'], duration },
  ),
  ask(
    'readLabeledMetricsValues',
    '$condition: MetricsCondition!, $labels: [String!]!, $duration: Duration!',
    '{ label }',
    { condition: metric('service_percentile'), labels: [''], duration },
    {
      name: 'metrics multiple-linear without labels',
      data: { result: [50, 75, 90, 95, 99].map((p) => ({ label: `{p=${p}}` })) },
    },
  ),
  ask(
    'sortMetrics',
    '$condition: TopNCondition!, $duration: Duration!',
    '{ name value }',
    {
      condition: {
        name: 'service_resp_time',
        parentService: '',
        normal: false,
        scope: 'Service',
        topN: 2,
        order: 'DES',
      },
      duration,
    },
    {
      data: {
        result: [
          { name: 'web', value: '325' },
          { name: 'cart', value: '310' },
        ],
      },
    },
  ),
  ask(
    'readRecords',
    '$condition: RecordCondition!, $duration: Duration!',
    '{ name id value refId }',
    {
      condition: {
        name: 'top_n_database_statement',
        parentEntity: { ...emptyEntity, scope: 'Service', serviceName: 'db:3306' },
        topN: 5,
        order: 'DES',
      },
      duration,
    },
  ),
  ask(
    'readSampledRecords',
    '$condition: TopNCondition!, $duration: Duration!',
    '{ name id value refId }',
    {
      condition: {
        name: 'top_n_database_statement',
        parentService: 'db:3306',
        normal: false,
        scope: 'Service',
        topN: 5,
        order: 'DES',
      },
      duration,
    },
  ),
];

const maps: readonly ClientRequest[] = [
  ask(
    'getGlobalTopology',
    '$layer: String, $duration: Duration!',
    `{ ${nodes('layers')} ${calls} }`,
    { layer: '', duration },
  ),
  ask('getGlobalTopology', '$duration: Duration!', `{ ${nodes('')} ${calls} }`, { duration }),
  ask(
    'getServiceTopology',
    '$serviceId: ID!, $duration: Duration!',
    `{ ${nodes('layers')} ${calls} }`,
    {
      serviceId: web,
      duration,
    },
  ),
  ask(
    'getServiceInstanceTopology',
    '$clientServiceId: ID!, $serverServiceId: ID!, $duration: Duration!',
    `{ ${nodes('serviceName serviceId')} ${calls} }`,
    { clientServiceId: web, serverServiceId: cart, duration },
  ),
  ask(
    'getEndpointDependencies',
    '$endpointId: ID!, $duration: Duration!',
    `{ ${nodes('serviceName serviceId')} ${calls} }`,
    { endpointId: add, duration },
  ),
  ask(
    'getProcessTopology',
    '$serviceInstanceId: ID!, $duration: Duration!',
    `{ nodes { id serviceId serviceName serviceInstanceId serviceInstanceName name isReal } ${calls} }`,
    { serviceInstanceId: firstWeb, duration },
  ),
  ask(
    'getServiceHierarchy',
    '$serviceId: ID!, $layer: String!',
    `{ relations { upperService ${related()} lowerService ${related()} } }`,
    { serviceId: web, layer: 'GENERAL' },
    { data: { result: { relations: [] } } },
  ),
  ask(
    'getInstanceHierarchy',
    '$instanceId: ID!, $layer: String!',
    `{ relations { upperInstance ${related('serviceId serviceName')} lowerInstance ${related('serviceId serviceName')} } }`,
    { instanceId: firstWeb, layer: 'GENERAL' },
    { data: { result: { relations: [] } } },
  ),
  ask('listLayerLevels', '', '{ layer level }', {}),
];

const traceCondition = {
  serviceId: '',
  serviceInstanceId: '',
  traceId: '',
  endpointId: '',
  queryDuration: duration,
  minTraceDuration: null,
  maxTraceDuration: null,
  traceState: 'ALL',
  queryOrder: 'BY_DURATION',
  tags: null,
  paging,
};

const records: readonly ClientRequest[] = [
  ask(
    'queryBasicTraces',
    '$condition: TraceQueryCondition!',
    '{ traces { segmentId duration isError traceIds } }',
    {
      condition: {
        ...traceCondition,
        serviceId: web,
        tags: [{ key: 'http.status_code', value: '500' }],
      },
    },
    {
      data: {
        result: {
          traces: [{ segmentId: 'T3-web', duration: 600, isError: true, traceIds: ['T3'] }],
        },
      },
    },
  ),
  ask(
    'queryTraces',
    '$condition: TraceQueryCondition',
    `{ traces { spans ${span} } retrievedTimeRange { startTime endTime } }`,
    { condition: { ...traceCondition, serviceId: cart } },
  ),
  ask('queryTrace', '$traceId: ID!, $duration: Duration', `{ spans ${span} }`, {
    traceId: 'T1',
    duration,
  }),
  ask(
    'queryTrace',
    '$traceId: ID!',
    '{ spans { segmentId } }',
    { traceId: 'T2' },
    {
      data: {
        result: {
          spans: ['web', 'web', 'cart', 'cart', 'cart'].map((name) => ({
            segmentId: `T2-${name}`,
          })),
        },
      },
    },
  ),
  ask(
    'queryAlarms',
    '$condition: AlarmQueryCondition!',
    `{ msgs { startTime scope id name message tags { key, value } events { name source { service serviceInstance endpoint } startTime endTime message parameters { key value } uuid layer } snapshot { expression metrics { name ${results} } } } }`,
    { condition: { duration, keyword: '', tags: null, paging, layer: '', ruleNames: null } },
  ),
  ask('queryAlarmTagAutocompleteKeys', '$duration: Duration!', '', { duration }),
  ask('queryAlarmTagAutocompleteValues', '$tagKey: String!, $duration: Duration!', '', {
    tagKey: 'level',
    duration,
  }),
  ask(
    'queryEvents',
    '$condition: EventQueryCondition',
    '{ events { uuid source { service serviceInstance endpoint } name type message parameters { key value } startTime endTime layer } }',
    {
      condition: {
        uuid: null,
        source: { service: '', serviceInstance: '', endpoint: '' },
        name: '',
        type: null,
        time: duration,
        order: null,
        layer: '',
        paging,
      },
    },
  ),
  ask(
    'queryBrowserErrorLogs',
    '$condition: BrowserErrorLogQueryCondition!',
    '{ logs { service serviceVersion time pagePath category grade message line col stack errorUrl firstReportedError } }',
    {
      condition: {
        serviceId: '',
        serviceVersionId: '',
        pagePathId: '',
        category: 'ALL',
        queryDuration: duration,
        paging,
      },
    },
  ),
];

export const swctl: RecordedClient = {
  name: 'swctl',
  requests: [
    ...general,
    ...metadata,
    ...metrics,
    ...maps,
    ...records,
    ...logs,
    ...profiling,
    ...ebpf,
  ],
};
