import { encodeLog } from '../encode-log.ts';
import type { TagSample } from '../segment-sample.ts';
import {
  type MessageTemplate,
  type TrafficShape,
  instanceName,
  marks,
  pathName,
  serviceName,
  templateOf,
} from './traffic.ts';

/** What the made-up system writes: `#` stands for 16 hex digits that no two logs share. */
interface LogText {
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly logger: string;
  readonly text: string;
  /** How often it comes, beside the others. */
  readonly share: number;
}

const stack = [
  'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available',
  '\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)',
  '\tat com.shop.order.OrderRepository.save(OrderRepository.java:88)',
  '\tat com.shop.order.OrderService.place(OrderService.java:41)',
  '\tat com.shop.order.OrderController.post(OrderController.java:27)',
].join('\n');

const texts: readonly LogText[] = [
  {
    level: 'INFO',
    logger: 'com.shop.web.AccessLog',
    text: 'GET /items 200 in 31 ms, request #',
    share: 40,
  },
  {
    level: 'INFO',
    logger: 'com.shop.order.OrderService',
    text: 'order # was placed by a customer of tenant 7',
    share: 20,
  },
  {
    level: 'INFO',
    logger: 'com.shop.pay.Gateway',
    text: 'payment # of 49.90 EUR accepted',
    share: 12,
  },
  {
    level: 'DEBUG',
    logger: 'com.shop.cache.ItemCache',
    text: 'miss for item #, loading it from the database',
    share: 14,
  },
  {
    level: 'WARN',
    logger: 'com.shop.pay.Gateway',
    text: 'payment # took 812 ms, more than the 500 ms allowed',
    share: 8,
  },
  {
    level: 'WARN',
    logger: 'com.shop.stock.Client',
    text: 'stock service answered 503 for item #, trying again (1 of 3)',
    share: 3,
  },
  {
    level: 'ERROR',
    logger: 'com.shop.order.OrderService',
    text: `order # could not be saved\n${stack}`,
    share: 3,
  },
];

const turns: readonly LogText[] = texts.flatMap((text) =>
  Array.from({ length: text.share }, () => text),
);

/** Wire-ready logs of the system that `makeTemplates` makes segments of: some 350 bytes each, within a trace each. */
export function makeLogTemplates(shape: TrafficShape, count: number): MessageTemplate[] {
  return Array.from({ length: count }, (_, i) => {
    const service = i % shape.services;
    const turn = Math.floor(i / shape.services);
    const endpoint = turn % shape.endpointsPerService;
    const instance = Math.floor(turn / shape.endpointsPerService) % shape.instancesPerService;
    // A step without a common divisor, so that neighbours differ.
    const { level, logger, text } = turns[(i * 37) % turns.length] as LogText;
    const tags: TagSample[] = [
      { key: 'level', value: level },
      { key: 'logger', value: logger },
      { key: 'thread', value: `http-nio-8080-exec-${i % 16}` },
    ];
    const bytes = encodeLog({
      timestamp: marks.baseMs,
      service: serviceName(service),
      serviceInstance: instanceName(service, instance),
      endpoint: pathName(endpoint),
      layer: 'GENERAL',
      text: text.replace('#', marks.flood),
      traceId: marks.traceId,
      traceSegmentId: `${marks.segmentId}.52.17000000000000001`,
      spanId: 0,
      tags,
    });
    return templateOf(bytes, [marks.baseMs]);
  });
}
