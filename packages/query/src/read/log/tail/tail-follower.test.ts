import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryLimits } from '../../../limits.ts';
import type { LogRow } from '../log-line.ts';
import { TailFollower, type TailMessage } from './tail-follower.ts';

function row(id: string): LogRow {
  return {
    id,
    timeMs: 0,
    serviceId: '',
    serviceName: '',
    instanceId: '',
    instanceName: '',
    endpointId: '',
    endpointName: '',
    traceId: '',
    segmentId: '',
    spanId: -1,
    level: '',
    contentType: 'text',
    content: '',
    tags: [],
    cut: false,
  };
}

const lines = (...ids: readonly string[]): TailMessage => ({ event: 'lines', rows: ids.map(row) });
const gap = (missed: number, isAtLeast = false): TailMessage => ({
  event: 'gap',
  missed,
  isAtLeast,
});

/** Everything that waits for it; it is over then. */
async function told(follower: TailFollower): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const message of follower.messages(1, () => undefined)) {
    if (message === undefined) break;
    texts.push(
      message.event === 'gap'
        ? `gap ${message.isAtLeast ? '≥ ' : ''}${message.missed}`
        : message.rows.map(({ id }) => id).join(),
    );
  }
  return texts;
}

test('does not tell again with the first news what it began with', async () => {
  const follower = new TailFollower();
  follower.begin(gap(0, true), [row('a'), row('b')]);
  follower.tell(gap(2));
  follower.tell(lines('b', 'c'));
  follower.tell(lines('d'));
  assert.deepEqual(await told(follower), ['gap ≥ 0', 'a,b', 'gap 2', 'c', 'd']);
});

test('news that it began with are none', async () => {
  const follower = new TailFollower();
  follower.begin(undefined, [row('a')]);
  follower.tell(lines('a'));
  assert.deepEqual(await told(follower), ['a']);
});

test('what waits too long is one gap with all that was in it', async () => {
  const follower = new TailFollower();
  follower.begin(undefined, []);
  follower.tell(gap(5, true));
  for (let i = 0; i < queryLimits.logTailWaitingMax; i++) follower.tell(lines(`a${i}`, `b${i}`));
  follower.tell(lines('c'));
  assert.deepEqual(await told(follower), [`gap ≥ ${5 + 2 * queryLimits.logTailWaitingMax}`, 'c']);
});

test('one who has left is told nothing', async () => {
  const follower = new TailFollower();
  follower.tell(lines('a'));
  follower.end();
  follower.tell(lines('b'));
  assert.deepEqual(await told(follower), []);
});
