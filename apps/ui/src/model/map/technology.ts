/**
 * What stands inside of a disc: a shape for the kind of a thing, and one or two letters for its technology.
 */
import { isUser } from './service-map.ts';
import type { MapNode } from './service-map.ts';

export type NodeKind = 'user' | 'database' | 'cache' | 'queue' | 'service' | 'guess';

const DATABASE =
  /mysql|postgres|oracle|mongo|sql|jdbc|elastic|cassandra|clickhouse|influx|h2|neo4j|dynamo|database|solr|hbase/iu;
const CACHE = /redis|cache|lettuce|jedis|redisson|memcached|ehcache|aerospike|hazelcast/iu;
const QUEUE = /kafka|rabbit|pulsar|rocket|activemq|mq|sqs|nats/iu;

/** The kind of a node, from its layers if they say so, otherwise from its type. */
export function kindOf(node: MapNode): NodeKind {
  if (isUser(node)) return 'user';
  const layers = node.layers.join(' ');
  if (layers.includes('CACHE')) return 'cache';
  if (layers.includes('DATABASE')) return 'database';
  if (/\bVIRTUAL_MQ\b|\bMQ\b/u.test(layers)) return 'queue';
  if (node.isReal) return 'service';
  if (CACHE.test(node.type)) return 'cache';
  if (DATABASE.test(node.type)) return 'database';
  if (QUEUE.test(node.type)) return 'queue';
  return 'guess';
}

const LETTERS: Readonly<Record<string, string>> = {
  springmvc: 'Sp',
  springcloudgateway: 'Gw',
  tomcat: 'To',
  nodejs: 'Js',
  postgresql: 'Pg',
  mysql: 'My',
  mongodb: 'Mo',
  kafka: 'Ka',
  elasticsearch: 'Es',
  python: 'Py',
  dubbo: 'Du',
  grpc: 'Rp',
  go: 'Go',
};

/** One or two letters for a technology; empty when it is not known. */
export function lettersOf(type: string): string {
  if (type === '' || type === 'Unknown' || type === 'N/A') return '';
  const known = LETTERS[type.toLowerCase()];
  if (known !== undefined) return known;
  const capitals = type.match(/[A-Z]/gu)?.slice(0, 2).join('') ?? '';
  return capitals.length === 2 && type !== type.toUpperCase()
    ? capitals
    : type.charAt(0).toUpperCase() + type.slice(1, 2);
}
