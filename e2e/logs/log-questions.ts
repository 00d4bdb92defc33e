import { type ServerProcess, eventually } from '@stormpetrel/testkit/process';
import assert from 'node:assert/strict';
import { minutesAround } from '../support/duration.ts';

export interface LogAnswer {
  readonly serviceName: string;
  readonly serviceInstanceName: string | null;
  readonly endpointName: string | null;
  readonly traceId: string | null;
  readonly timestamp: number;
  readonly contentType: string;
  readonly content: string | null;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** Logs by GraphQL, as SkyWalking's clients ask for them: oldest first, of a quarter of an hour around now. */
export async function findLogs(
  server: ServerProcess,
  condition: object,
  page = { pageNum: 1, pageSize: 1_000 },
): Promise<readonly LogAnswer[]> {
  const { found } = await server.query<{
    found: { readonly errorReason: string | null; readonly logs: readonly LogAnswer[] };
  }>(
    `query($c: LogQueryCondition) { found: queryLogs(condition: $c) { errorReason logs {
      serviceName serviceInstanceName endpointName traceId timestamp contentType content tags { key value } } } }`,
    {
      c: {
        queryDuration: minutesAround(Date.now(), 10, 5),
        paging: page,
        queryOrder: 'ASC',
        ...condition,
      },
    },
  );
  assert.equal(found.errorReason, null);
  return found.logs;
}

/** Waits until there are so many logs. */
export function logsOf(
  server: ServerProcess,
  condition: object,
  count: number,
): Promise<readonly LogAnswer[]> {
  return eventually(30_000, async () => {
    const logs = await findLogs(server, condition);
    assert.equal(logs.length, count, JSON.stringify(logs));
    return logs;
  });
}
