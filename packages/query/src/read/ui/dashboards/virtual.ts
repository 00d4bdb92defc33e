/** What services call that reports nothing itself, as its callers see it: databases, caches, queues. */
import { type Board, row, tabs, whole } from './board.ts';
import { figuresOf } from './figures.ts';
import { type Figure, line, list, percentiles, ranking } from './parts.ts';

/** The list of a layer, whose rows open the second dashboard. */
function rootOf(
  layer: Board['layer'],
  name: string,
  service: string,
  figures: readonly Figure[],
): Board {
  return {
    layer,
    entity: 'All',
    name,
    isRoot: true,
    rows: whole(list('ServiceList', service, figures)),
  };
}

const database: readonly Board[] = [
  rootOf(
    'VIRTUAL_DATABASE',
    'Virtual-Database-Root',
    'Virtual-Database-Service',
    figuresOf('database_access'),
  ),
  {
    layer: 'VIRTUAL_DATABASE',
    entity: 'Service',
    name: 'Virtual-Database-Service',
    rows: [
      row(
        13,
        line('Load (calls / min)', 'database_access_cpm'),
        line('Success Rate (%)', 'database_access_sla/100'),
        line('Mean Latency (ms)', 'database_access_resp_time'),
        percentiles('Percentiles of Latency (ms)', 'database_access_percentile'),
      ),
      row(24, ranking('Slowest Statements (ms)', 'top_n(top_n_database_statement,20,des)')),
    ],
  },
];

const cacheRow = (title: string, metric: string) =>
  row(
    13,
    line(`${title}: Load (calls / min)`, `${metric}_cpm`),
    line(`${title}: Success Rate (%)`, `${metric}_sla/100`),
    line(`${title}: Mean Latency (ms)`, `${metric}_resp_time`),
    percentiles(`${title}: Percentiles of Latency (ms)`, `${metric}_percentile`),
  );

const cache: readonly Board[] = [
  rootOf('VIRTUAL_CACHE', 'Virtual-Cache-Root', 'Virtual-Cache-Service', figuresOf('cache_access')),
  {
    layer: 'VIRTUAL_CACHE',
    entity: 'Service',
    name: 'Virtual-Cache-Service',
    rows: [
      cacheRow('All', 'cache_access'),
      cacheRow('Reads', 'cache_read'),
      cacheRow('Writes', 'cache_write'),
      row(
        20,
        ranking('Slowest Reads (ms)', 'top_n(top_n_cache_read_command,20,des)'),
        ranking('Slowest Writes (ms)', 'top_n(top_n_cache_write_command,20,des)'),
      ),
    ],
  },
];

const queueFigures = (of: 'service' | 'endpoint'): readonly Figure[] => [
  { label: 'Produced', unit: 'messages / min', series: `mq_${of}_produce_cpm` },
  { label: 'Consumed', unit: 'messages / min', series: `mq_${of}_consume_cpm` },
  { label: 'Latency', unit: 'ms', series: `mq_${of}_consume_latency` },
];

const queueRows = (of: 'service' | 'endpoint') => [
  row(
    13,
    line('Messages / min', {
      produced: `mq_${of}_produce_cpm`,
      consumed: `mq_${of}_consume_cpm`,
    }),
    line('Success Rate (%)', {
      produced: `mq_${of}_produce_sla/100`,
      consumed: `mq_${of}_consume_sla/100`,
    }),
  ),
  row(
    13,
    line('Mean Latency until Consumed (ms)', `mq_${of}_consume_latency`),
    percentiles('Percentiles of Latency (ms)', `mq_${of}_consume_percentile`),
  ),
];

const queue: readonly Board[] = [
  rootOf('VIRTUAL_MQ', 'Virtual-MQ-Root', 'Virtual-MQ-Service', queueFigures('service')),
  {
    layer: 'VIRTUAL_MQ',
    entity: 'Service',
    name: 'Virtual-MQ-Service',
    rows: [
      row(
        52,
        tabs({
          Overview: queueRows('service'),
          Endpoints: whole(list('EndpointList', 'Virtual-MQ-Endpoint', queueFigures('endpoint'))),
        }),
      ),
    ],
  },
  {
    layer: 'VIRTUAL_MQ',
    entity: 'Endpoint',
    name: 'Virtual-MQ-Endpoint',
    rows: queueRows('endpoint'),
  },
];

export const virtualBoards: readonly Board[] = [...database, ...cache, ...queue];
