import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphqlClient } from './graphql-client.ts';
import { bindServer, readServerClock, serverClock } from './server.ts';

/** The server tells this time; the way there and the way back take `wayMs` each. */
async function read(
  here: number,
  there: { readonly atMs: number | null; readonly timezone: string; readonly wayMs?: number },
): Promise<void> {
  let nowMs = here;
  const query = (): Promise<unknown> => {
    nowMs += 2 * (there.wayMs ?? 10);
    return Promise.resolve({
      getTimeInfo: { timezone: there.timezone, currentTimestamp: there.atMs },
    });
  };
  bindServer({ query } as unknown as GraphqlClient);
  await readServerClock(() => nowMs);
}

const hourMs = 3_600_000;
const at = Date.UTC(2026, 10, 22, 14);

test('follows the clock and the zone of the server, and takes a slow answer for no change', async () => {
  assert.equal(serverClock.value, undefined);
  await read(at, { atMs: at + 1_500, timezone: '+0100' });
  assert.deepEqual(serverClock.value, { offsetMs: hourMs, skewMs: 0 });
  const first = serverClock.value;
  await read(at, { atMs: at - 1_500, timezone: '+0100' });
  await read(at, { atMs: at + 8_000, timezone: '+0100', wayMs: 5_000 });
  assert.equal(serverClock.value, first, 'nothing that hangs on it is read again');
  await read(at, { atMs: at + 300_010, timezone: '+0100' });
  assert.deepEqual(serverClock.value, { offsetMs: hourMs, skewMs: 300_000 });
  await read(at, { atMs: null, timezone: '+0100' });
  await read(at, { atMs: at + 300_900, timezone: '+0200' });
  assert.deepEqual(serverClock.value, { offsetMs: 2 * hourMs, skewMs: 300_000 });
  await read(at, { atMs: at + 10, timezone: '+0200' });
  assert.deepEqual(serverClock.value, { offsetMs: 2 * hourMs, skewMs: 0 });
});
