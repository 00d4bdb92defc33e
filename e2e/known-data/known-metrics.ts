/**
 * Every core metric of the known system, worked out by hand from the table in known-system.ts.
 *
 * A row reads: metric, minutes, hours and days in UTC, hours and the day in India (half an hour off). Minutes that
 * have no value are left out. The buckets:
 *
 *     minutes  23:10 · 23:50 · 00:05 · 00:40
 *     UTC      hours 23 (A) and 00 (B), days A and B: the first two minutes, the last two; a day has what its hour has
 *     India    hours 04 (22:30 UTC: 23:10), 05 (23:30 UTC: 23:50 and 00:05), 06 (00:30 UTC: 00:40); one day
 *
 * All numbers are whole, rounded down, as SkyWalking's are: 3 calls in an hour are 0 a minute. Percentiles are the
 * values at rank round(n·p/100), p50/p75/p90/p95/p99. The apdex threshold is 500 ms; failed calls are frustrated.
 */
export interface KnownEntity {
  readonly serviceName: string;
  readonly normal: boolean;
  readonly serviceInstanceName?: string;
  readonly endpointName?: string;
  readonly destServiceName?: string;
  readonly destNormal?: boolean;
  readonly destServiceInstanceName?: string;
  readonly destEndpointName?: string;
}

/** A value, five percentiles as text, or nothing. */
type Value = number | string | undefined;

export interface KnownRow {
  readonly metric: string;
  readonly minutes: readonly [Value, Value, Value, Value];
  readonly hours: readonly [Value, Value];
  /** Only where a day differs from its one hour: calls per minute. */
  readonly days?: readonly [Value, Value];
  readonly indianHours: readonly [Value, Value, Value];
  readonly indianDay: Value;
}

export interface KnownMetrics {
  readonly entity: KnownEntity;
  readonly rows: readonly KnownRow[];
}

type Four = readonly [Value, Value, Value, Value];
type Three = readonly [Value, Value, Value];
type Two = readonly [Value, Value];

function row(
  metric: string,
  minutes: Four,
  hours: Two,
  indianHours: Three,
  indianDay: Value,
): KnownRow {
  return { metric, minutes, hours, indianHours, indianDay };
}

/** Calls per minute: the day's are fewer than the hour's. */
function cpm(
  metric: string,
  minutes: Four,
  hours: Two,
  days: Two,
  indianHours: Three,
  indianDay: Value,
): KnownRow {
  return { metric, minutes, hours, days, indianHours, indianDay };
}

const none = undefined;

function service(serviceName: string, normal = true): KnownEntity {
  return { serviceName, normal };
}

const all = (value: number): string => Array<number>(5).fill(value).join();

const services: readonly KnownMetrics[] = [
  {
    entity: service('web'),
    rows: [
      // Calls: 2, 1, 1, 1500. Hours: 3/60, 1501/60. Days: 3/1440, 1501/1440. India: 2/60, 2/60, 1500/60; 1504/1440.
      cpm('service_cpm', [2, 1, 1, 1500], [0, 25], [0, 1], [0, 0, 25], 1),
      // (100+800)/2, 600, 200, 50. (100+800+600)/3; (200+75000)/1501. India: 450, (600+200)/2, 50; 76700/1504.
      row('service_resp_time', [450, 600, 200, 50], [500, 50], [450, 400, 50], 50),
      // One failed. 2/3; all. India: 2/2, 1/2, all; 1503/1504.
      row('service_sla', [10000, 0, 10000, 10000], [6666, 10000], [10000, 5000, 10000], 9993),
      // 100 satisfies, 800 is tolerated: 1.5/2. 1.5/3. India: 1.5/2, 1/2, 1; 1502.5/1504.
      row('service_apdex', [7500, 0, 10000, 10000], [5000, 10000], [7500, 5000, 10000], 9990),
      // {100,800}; {600}; {200}; {50…}. {100,600,800}; {50…,200}. India: {100,800}; {200,600}; {50…}; 1500 of 1504 are 50.
      row(
        'service_percentile',
        ['100,800,800,800,800', all(600), all(200), all(50)],
        ['600,600,800,800,800', all(50)],
        ['100,800,800,800,800', '200,600,600,600,600', all(50)],
        all(50),
      ),
    ],
  },
  {
    entity: service('cart'),
    rows: [
      // Calls: 2, 1, 1. The thread `audit` is no call of the service.
      cpm('service_cpm', [2, 1, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      // (60+600)/2, 500, 100. 1160/3; 100. India: 330, 600/2; 1260/4.
      row('service_resp_time', [330, 500, 100, none], [386, 100], [330, 300, none], 315),
      row('service_sla', [10000, 0, 10000, none], [6666, 10000], [10000, 5000, none], 7500),
      // 60 satisfies, 600 is tolerated, 500 failed, 100 satisfies. 1.5/3; 1. India: 1.5/2, 1/2; 2.5/4.
      row('service_apdex', [7500, 0, 10000, none], [5000, 10000], [7500, 5000, none], 6250),
      // India's day: {60,100,500,600}, ranks 2, 3, 4, 4, 4.
      row(
        'service_percentile',
        ['60,600,600,600,600', all(500), all(100), none],
        ['500,500,600,600,600', all(100)],
        ['60,600,600,600,600', '100,500,500,500,500', none],
        '100,500,600,600,600',
      ),
    ],
  },
  {
    entity: service('stock'),
    rows: [
      cpm('service_cpm', [1, none, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      row('service_resp_time', [40, none, 80, none], [40, 80], [40, 80, none], 60),
      row('service_sla', [10000, none, 10000, none], [10000, 10000], [10000, 10000, none], 10000),
      row('service_mq_consume_count', [1, none, 1, none], [1, 1], [1, 1, none], 2),
      row('service_mq_consume_latency', [7, none, 13, none], [7, 13], [7, 13, none], 10),
    ],
  },
];

const instances: readonly KnownMetrics[] = [
  {
    entity: { ...service('web'), serviceInstanceName: 'web-1' },
    rows: [
      cpm('service_instance_cpm', [2, none, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      // India's day: (100+800+200)/3.
      row('service_instance_resp_time', [450, none, 200, none], [450, 200], [450, 200, none], 366),
      row(
        'service_instance_sla',
        [10000, none, 10000, none],
        [10000, 10000],
        [10000, 10000, none],
        10000,
      ),
    ],
  },
  {
    entity: { ...service('web'), serviceInstanceName: 'web-2' },
    rows: [
      cpm('service_instance_cpm', [none, 1, none, 1500], [0, 25], [0, 1], [none, 0, 25], 1),
      // India's day: 75600/1501.
      row('service_instance_resp_time', [none, 600, none, 50], [600, 50], [none, 600, 50], 50),
      // 1500/1501.
      row('service_instance_sla', [none, 0, none, 10000], [0, 10000], [none, 0, 10000], 9993),
    ],
  },
];

const endpoints: readonly KnownMetrics[] = [
  {
    entity: { ...service('web'), endpointName: 'GET:/checkout' },
    rows: [
      cpm('endpoint_cpm', [2, 1, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      // 1500/3; 200. India: 450, 800/2; 1700/4.
      row('endpoint_resp_time', [450, 600, 200, none], [500, 200], [450, 400, none], 425),
      row('endpoint_sla', [10000, 0, 10000, none], [6666, 10000], [10000, 5000, none], 7500),
      // India's day: {100,200,600,800}, ranks 2, 3, 4, 4, 4.
      row(
        'endpoint_percentile',
        ['100,800,800,800,800', all(600), all(200), none],
        ['600,600,800,800,800', all(200)],
        ['100,800,800,800,800', '200,600,600,600,600', none],
        '200,600,800,800,800',
      ),
    ],
  },
  {
    entity: { ...service('web'), endpointName: 'GET:/health' },
    rows: [
      cpm('endpoint_cpm', [none, none, none, 1500], [none, 25], [none, 1], [none, none, 25], 1),
      row('endpoint_resp_time', [none, none, none, 50], [none, 50], [none, none, 50], 50),
    ],
  },
  {
    // A thread that was started from an endpoint is an endpoint itself.
    entity: { ...service('cart'), endpointName: 'audit' },
    rows: [
      cpm('endpoint_cpm', [1, none, none, none], [0, none], [0, none], [0, none, none], 0),
      row('endpoint_resp_time', [10, none, none, none], [10, none], [10, none, none], 10),
    ],
  },
  {
    entity: { ...service('stock'), endpointName: 'Kafka/orders/Consumer' },
    rows: [row('endpoint_mq_consume_latency', [7, none, 13, none], [7, 13], [7, 13, none], 10)],
  },
];

const webToCart: KnownEntity = { ...service('web'), destServiceName: 'cart', destNormal: true };
const checkoutToAdd: KnownEntity = {
  ...webToCart,
  endpointName: 'GET:/checkout',
  destEndpointName: 'POST:/add',
};

const relations: readonly KnownMetrics[] = [
  {
    entity: webToCart,
    rows: [
      cpm('service_relation_server_cpm', [2, 1, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      cpm('service_relation_client_cpm', [2, 1, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      // What cart took: as service_resp_time of cart.
      row(
        'service_relation_server_resp_time',
        [330, 500, 100, none],
        [386, 100],
        [330, 300, none],
        315,
      ),
      // What web waited: (80+700)/2, 520, 150. 1300/3; 150. India: 390, 670/2; 1450/4.
      row(
        'service_relation_client_resp_time',
        [390, 520, 150, none],
        [433, 150],
        [390, 335, none],
        362,
      ),
      row(
        'service_relation_server_call_sla',
        [10000, 0, 10000, none],
        [6666, 10000],
        [10000, 5000, none],
        7500,
      ),
      row(
        'service_relation_client_call_sla',
        [10000, 0, 10000, none],
        [6666, 10000],
        [10000, 5000, none],
        7500,
      ),
      // India's day: {80,150,520,700}.
      row(
        'service_relation_client_percentile',
        ['80,700,700,700,700', all(520), all(150), none],
        ['520,520,700,700,700', all(150)],
        ['80,700,700,700,700', '150,520,520,520,520', none],
        '150,520,700,700,700',
      ),
    ],
  },
  {
    entity: { ...webToCart, serviceInstanceName: 'web-1', destServiceInstanceName: 'cart-1' },
    rows: [
      cpm(
        'service_instance_relation_server_cpm',
        [2, none, 1, none],
        [0, 0],
        [0, 0],
        [0, 0, none],
        0,
      ),
      // India's day: 760/3 and 930/3.
      row(
        'service_instance_relation_server_resp_time',
        [330, none, 100, none],
        [330, 100],
        [330, 100, none],
        253,
      ),
      row(
        'service_instance_relation_client_resp_time',
        [390, none, 150, none],
        [390, 150],
        [390, 150, none],
        310,
      ),
    ],
  },
  {
    entity: checkoutToAdd,
    rows: [
      cpm('endpoint_relation_cpm', [2, 1, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      row('endpoint_relation_resp_time', [330, 500, 100, none], [386, 100], [330, 300, none], 315),
      row(
        'endpoint_relation_sla',
        [10000, 0, 10000, none],
        [6666, 10000],
        [10000, 5000, none],
        7500,
      ),
    ],
  },
  {
    entity: {
      ...service('cart'),
      endpointName: 'POST:/add',
      destServiceName: 'stock',
      destNormal: true,
      destEndpointName: 'Kafka/orders/Consumer',
    },
    rows: [row('endpoint_relation_resp_time', [40, none, 80, none], [40, 80], [40, 80, none], 60)],
  },
];

const virtualServices: readonly KnownMetrics[] = [
  {
    entity: service('db:3306', false),
    rows: [
      cpm('database_access_cpm', [2, 1, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      // (20+500)/2, 400, 10. 920/3; 10. India: 260, 410/2; 930/4.
      row('database_access_resp_time', [260, 400, 10, none], [306, 10], [260, 205, none], 232),
      row('database_access_sla', [10000, 0, 10000, none], [6666, 10000], [10000, 5000, none], 7500),
      // India's day: {10,20,400,500}.
      row(
        'database_access_percentile',
        ['20,500,500,500,500', all(400), all(10), none],
        ['400,400,500,500,500', all(10)],
        ['20,500,500,500,500', '10,400,400,400,400', none],
        '20,400,500,500,500',
      ),
    ],
  },
  {
    entity: service('redis:6379', false),
    rows: [
      cpm('cache_access_cpm', [2, none, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      // India's day: 40/3.
      row('cache_access_resp_time', [5, none, 30, none], [5, 30], [5, 30, none], 13),
      row(
        'cache_access_sla',
        [10000, none, 10000, none],
        [10000, 10000],
        [10000, 10000, none],
        10000,
      ),
      row('cache_read_resp_time', [5, none, 30, none], [5, 30], [5, 30, none], 13),
      cpm('cache_read_cpm', [2, none, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
    ],
  },
  {
    entity: service('kafka:9092', false),
    rows: [
      cpm('mq_service_produce_cpm', [1, none, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      cpm('mq_service_consume_cpm', [1, none, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      row('mq_service_consume_latency', [7, none, 13, none], [7, 13], [7, 13, none], 10),
      row(
        'mq_service_consume_sla',
        [10000, none, 10000, none],
        [10000, 10000],
        [10000, 10000, none],
        10000,
      ),
    ],
  },
  {
    entity: { ...service('kafka:9092', false), endpointName: 'orders' },
    rows: [
      cpm('mq_endpoint_produce_cpm', [1, none, 1, none], [0, 0], [0, 0], [0, 0, none], 0),
      row('mq_endpoint_consume_latency', [7, none, 13, none], [7, 13], [7, 13, none], 10),
    ],
  },
];

export const knownMetrics: readonly KnownMetrics[] = [
  ...services,
  ...instances,
  ...endpoints,
  ...relations,
  ...virtualServices,
];
