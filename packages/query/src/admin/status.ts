/** `/status/config/ttl` and `/status/cluster/nodes`. */
import type { Retention } from '@stormpetrel/storage/api';
import {
  type AdminReply,
  type AdminRequest,
  jsonAnswer,
  textAnswer,
  wantsJson,
} from './admin-request.ts';

export interface ClusterNode {
  readonly host: string;
  readonly port: number;
  readonly self: boolean;
}

/** SkyWalking's members have the address under `nodes`. */
export function listNodes(nodes: readonly ClusterNode[]): AdminReply {
  return jsonAnswer({ nodes });
}

/** What SkyWalking says where there is no colder store. */
const noColdStage = -1;

/** Days that data is kept (server-core, TTLDefinition). Spans of other protocols are kept as traces, logs as records. */
export function answerTtl(request: Pick<AdminRequest, 'accept'>, retention: Retention): AdminReply {
  const { metadataDays, minuteDays, hourDays, dayDays, recordDays, traceDays } = retention;
  const metrics = { metadata: metadataDays, minute: minuteDays, hour: hourDays, day: dayDays };
  const records = {
    normal: recordDays,
    trace: traceDays,
    zipkinTrace: traceDays,
    log: recordDays,
    browserErrorLog: recordDays,
  };
  if (wantsJson(request)) {
    const { metadata: _, ...rolledUp } = metrics;
    return jsonAnswer({
      metrics: { ...metrics, ...coldOf(rolledUp) },
      records: { ...records, ...coldOf(records) },
    });
  }
  return textAnswer(
    `# Days that what exists and its metrics are kept, by the width of their buckets.\n${linesOf('metrics', metrics)}${coldLines('metrics', ['minute', 'hour', 'day'])}
# Days that records are kept: slow statements, alarms, events (normal), traces, logs.
${linesOf('records', records)}${coldLines('records', Object.keys(records))}`,
  );
}

function coldOf(days: Readonly<Record<string, number>>): Record<string, number> {
  const name = (key: string): string => `cold${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  return Object.fromEntries(Object.keys(days).map((key) => [name(key), noColdStage]));
}

function linesOf(group: string, days: Readonly<Record<string, number>>): string {
  return Object.entries(days)
    .map(([key, value]) => `${group}.${key}=${value}\n`)
    .join('');
}

function coldLines(group: string, keys: readonly string[]): string {
  return keys.map((key) => `${group}.${key}.cold=${noColdStage}\n`).join('');
}
