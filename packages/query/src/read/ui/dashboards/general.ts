/** Services under language agents: all of them, one, its instances and endpoints, and the calls between them. */
import { type Board, type Row, row, tabs, whole } from './board.ts';
import { apdex, figuresOf, mapFigures } from './figures.ts';
import { card, line, list, map, page, percentiles, ranking } from './parts.ts';
import { clr, jvm } from './runtimes.ts';

const layer = 'GENERAL';
const names = {
  root: 'General-Root',
  service: 'General-Service',
  instance: 'General-Instance',
  endpoint: 'General-Endpoint',
  serviceCall: 'General-Service-Relation',
  instanceCall: 'General-Instance-Relation',
  endpointCall: 'General-Endpoint-Relation',
} as const;

const serviceMap = map(mapFigures('service'), {
  node: { Service: names.service, ServiceInstance: names.instance, Endpoint: names.endpoint },
  call: names.serviceCall,
  ill: {
    expression: '(avg(service_sla) < 9500) * (avg(service_cpm) > 1) == 1',
    text: 'More than 5% of its calls fail',
  },
});

const root: Board = {
  layer,
  entity: 'All',
  name: names.root,
  isRoot: true,
  rows: [
    row(
      11,
      ranking(
        'Slowest Services (ms)',
        `top_n(service_resp_time,10,des,attr0='${layer}')`,
        names.service,
      ),
      ranking(
        'Services by Success Rate (%)',
        `top_n(service_sla,10,asc,attr0='${layer}')/100`,
        names.service,
      ),
      ranking(
        'Busiest Services (calls / min)',
        `top_n(service_cpm,10,des,attr0='${layer}')`,
        names.service,
      ),
      ranking(
        'Slowest Endpoints (ms)',
        `top_n(endpoint_resp_time,10,des,attr0='${layer}')`,
        names.endpoint,
      ),
    ),
    row(
      52,
      tabs({
        Service: whole(list('ServiceList', names.service, [...figuresOf('service'), apdex])),
        Topology: whole(serviceMap),
        Trace: whole(page('Trace')),
        Log: whole(page('Log')),
      }),
    ),
  ],
};

const serviceOverview: readonly Row[] = [
  row(
    6,
    card('Load', { label: 'Load', unit: 'calls / min', series: 'service_cpm' }),
    card('Success Rate', { label: 'Success Rate', unit: '%', series: 'service_sla/100' }),
    card('Latency', { label: 'Latency', unit: 'ms', series: 'service_resp_time' }),
    card('Apdex', apdex),
  ),
  row(
    13,
    line('Load (calls / min)', 'service_cpm'),
    line('Success Rate (%)', 'service_sla/100'),
    line('Mean Latency (ms)', 'service_resp_time'),
  ),
  row(
    13,
    percentiles('Percentiles of Latency (ms)', 'service_percentile'),
    line('Apdex', 'service_apdex/10000'),
    line('Messages Consumed', {
      'count / min': 'service_mq_consume_count',
      'latency (ms)': 'service_mq_consume_latency',
    }),
  ),
  row(
    13,
    ranking('Slowest Endpoints (ms)', 'top_n(endpoint_resp_time,10,des)', names.endpoint),
    ranking('Busiest Endpoints (calls / min)', 'top_n(endpoint_cpm,10,des)', names.endpoint),
    ranking('Slowest Instances (ms)', 'top_n(service_instance_resp_time,10,des)', names.instance),
  ),
];

const service: Board = {
  layer,
  entity: 'Service',
  name: names.service,
  rows: [
    row(12, page('Event')),
    row(
      52,
      tabs({
        Overview: serviceOverview,
        Instance: whole(list('InstanceList', names.instance, figuresOf('service_instance'))),
        Endpoint: whole(list('EndpointList', names.endpoint, figuresOf('endpoint'))),
        Topology: whole(serviceMap),
        Trace: whole(page('Trace')),
        Log: whole(page('Log')),
        'Slow Statements': whole(
          ranking('Slowest Statements (ms)', 'top_n(top_n_service_database_statement,20,des)'),
        ),
        'Trace Profiling': whole(page('Profile')),
        'Async Profiling': whole(page('AsyncProfiling')),
        'pprof Profiling': whole(page('Pprof')),
      }),
    ),
  ],
};

const instance: Board = {
  layer,
  entity: 'ServiceInstance',
  name: names.instance,
  rows: [
    row(12, page('Event')),
    row(
      52,
      tabs({
        Overview: [
          row(
            15,
            line('Load (calls / min)', 'service_instance_cpm'),
            line('Success Rate (%)', 'service_instance_sla/100'),
            line('Mean Latency (ms)', 'service_instance_resp_time'),
          ),
        ],
        Trace: whole(page('Trace')),
        Log: whole(page('Log')),
        JVM: jvm,
        '.NET': clr,
      }),
    ),
  ],
};

const endpoint: Board = {
  layer,
  entity: 'Endpoint',
  name: names.endpoint,
  rows: [
    row(
      52,
      tabs({
        Overview: [
          row(
            13,
            line('Load (calls / min)', 'endpoint_cpm'),
            line('Success Rate (%)', 'endpoint_sla/100'),
            line('Mean Latency (ms)', 'endpoint_resp_time'),
          ),
          row(
            13,
            percentiles('Percentiles of Latency (ms)', 'endpoint_percentile'),
            line('Latency of Messages Consumed (ms)', 'endpoint_mq_consume_latency'),
          ),
        ],
        Topology: whole(
          map(
            {
              nodes: figuresOf('endpoint'),
              server: figuresOf('endpoint_relation'),
              client: [],
            },
            { node: { Endpoint: names.endpoint }, call: names.endpointCall },
          ),
        ),
        Trace: whole(page('Trace')),
        Log: whole(page('Log')),
      }),
    ),
  ],
};

/** Both sides of a call beside each other: what lies between them is the network's. */
function bothSides(prefix: 'service' | 'service_instance'): readonly Row[] {
  const both = (draw: (side: string, metric: string) => Row['parts'][number]): Row =>
    row(
      12,
      draw('Client', `${prefix}_relation_client`),
      draw('Server', `${prefix}_relation_server`),
    );
  return [
    both((side, metric) => line(`${side}: Load (calls / min)`, `${metric}_cpm`)),
    both((side, metric) => line(`${side}: Mean Latency (ms)`, `${metric}_resp_time`)),
    both((side, metric) =>
      percentiles(`${side}: Percentiles of Latency (ms)`, `${metric}_percentile`),
    ),
    both((side, metric) => line(`${side}: Success Rate (%)`, `${metric}_call_sla/100`)),
  ];
}

const serviceCall: Board = {
  layer,
  entity: 'ServiceRelation',
  name: names.serviceCall,
  rows: [
    row(
      52,
      tabs({
        Overview: bothSides('service'),
        Instances: whole(
          map(mapFigures('service_instance'), {
            node: { ServiceInstance: names.instance },
            call: names.instanceCall,
          }),
        ),
      }),
    ),
  ],
};

const instanceCall: Board = {
  layer,
  entity: 'ServiceInstanceRelation',
  name: names.instanceCall,
  rows: bothSides('service_instance'),
};

const endpointCall: Board = {
  layer,
  entity: 'EndpointRelation',
  name: names.endpointCall,
  rows: [
    row(
      13,
      line('Load (calls / min)', 'endpoint_relation_cpm'),
      line('Success Rate (%)', 'endpoint_relation_sla/100'),
    ),
    row(
      13,
      line('Mean Latency (ms)', 'endpoint_relation_resp_time'),
      percentiles('Percentiles of Latency (ms)', 'endpoint_relation_percentile'),
    ),
  ],
};

export const generalBoards: readonly Board[] = [
  root,
  service,
  instance,
  endpoint,
  serviceCall,
  instanceCall,
  endpointCall,
];
