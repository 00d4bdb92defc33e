import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindAddress, search } from '../../base/address.ts';
import { effect } from '../../base/signal.ts';
import {
  nowMs,
  setTimeWindow,
  shiftTimeWindow,
  timeSpan,
  timeWindow,
  urlChoice,
  urlFlag,
  urlNumber,
  urlText,
  zone,
  setZone,
} from './url-state.ts';

const now = Date.UTC(2026, 10, 22, 14, 3, 30);

function open(first: string): string[] {
  const steps = [first];
  bindAddress({
    read: () => {
      const [path = '/', search = ''] = (steps.at(-1) ?? '/').split('?');
      return { path, search };
    },
    write: (url, push) => {
      if (!push) steps.pop();
      steps.push(url);
    },
    listen: () => {},
  });
  nowMs.value = now;
  return steps;
}

test('reads the window of the address, and the default for nonsense', () => {
  open('/services?t=1h');
  assert.deepEqual(timeSpan.value, { startMs: now - 3_600_000, endMs: now });
  open('/services?t=soon');
  assert.deepEqual(timeSpan.value, { startMs: now - 1_800_000, endMs: now });
});

test('makes every choice of a window a step for the back button, and leaves the default unwritten', () => {
  const steps = open('/services?q=a');
  shiftTimeWindow(-1);
  setTimeWindow({ kind: 'rolling', lengthMs: 1_800_000, agoMs: 0 });
  assert.deepEqual(steps, [
    '/services?q=a',
    `/services?q=a&t=${now - 3_600_000}..${now - 1_800_000}`,
    '/services?q=a',
  ]);
});

test('lets a rolling window follow the present and an absolute one stand', () => {
  open('/services?t=5m');
  const seen: number[] = [];
  const stop = effect(() => void seen.push(timeSpan.value.endMs));
  nowMs.value = now + 1000;
  setTimeWindow({ kind: 'absolute', startMs: now - 60_000, endMs: now });
  nowMs.value = now + 2000;
  stop();
  assert.deepEqual(seen, [now, now + 1000, now]);
  assert.equal(timeWindow.value.kind, 'absolute');
});

test('takes the zone of the address before the one that was kept', () => {
  open('/services?tz=Asia/Kolkata');
  assert.equal(zone.value, 'Asia/Kolkata');
  setZone('UTC');
  assert.deepEqual([zone.value, search.value], ['UTC', 'tz=UTC']);
  open('/services?tz=Nowhere');
  assert.equal(typeof zone.value, 'string');
  assert.notEqual(zone.value, 'Nowhere');
});

test('reads and writes parameters by their type', () => {
  const steps = open('/services?order=fast&n=x');
  const text = urlText('q');
  const flag = urlFlag('before');
  const order = urlChoice('order', ['load', 'slow'], 'load');
  const count = urlNumber('n', 3);
  assert.deepEqual(
    [text.value.value, flag.value.value, order.value.value, count.value.value],
    ['', false, 'load', 3],
  );
  text.set('pay ment');
  flag.set(true);
  order.set('slow');
  count.set(3);
  assert.deepEqual(steps, ['/services?order=slow&q=pay+ment&before=1']);
  flag.set(false);
  assert.equal(flag.value.value, false);
});
