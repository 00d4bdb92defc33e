import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent } from './event.ts';
import type { Event } from './event.ts';
import { eventLanes } from './event-lanes.ts';
import { eventCondition } from './read-events.ts';

function event(name: string, startMs: number, rest: Partial<Event> = {}): Event {
  return {
    uuid: `${name}${startMs}`,
    service: 'cart',
    instance: undefined,
    endpoint: undefined,
    name,
    isError: false,
    message: '',
    parameters: [],
    startMs,
    endMs: undefined,
    layer: 'GENERAL',
    ...rest,
  };
}

test('reads an event as the protocol tells it', () => {
  assert.deepEqual(
    readEvent({
      uuid: 'u',
      source: { service: 'cart', serviceInstance: '', endpoint: null },
      name: 'Start',
      type: 'Error',
      startTime: '10',
      endTime: 0,
      parameters: [{ key: 'a', value: null }],
    }),
    {
      ...event('Start', 10, { isError: true, parameters: [{ key: 'a', value: '' }] }),
      uuid: 'u',
      layer: '',
    },
  );
});

test('takes the end of an event for its time where nobody told the start', () => {
  const wire = { uuid: 'u', source: null, name: 'x', type: 'Normal', startTime: 0, endTime: 7 };
  const { startMs, endMs } = readEvent(wire);
  assert.deepEqual([startMs, endMs], [7, undefined]);
});

test('gives each source a lane, those with errors first', () => {
  const lanes = eventLanes([
    event('b', 2),
    event('a', 1),
    event('x', 3, { service: 'payment', isError: true }),
    event('y', 3, { instance: 'pod-1' }),
    event('z', 3, { service: '' }),
  ]);
  assert.deepEqual(
    lanes.map((lane) => [lane.label, lane.errors, lane.events.map(({ name }) => name).join('')]),
    [
      ['payment', 1, 'x'],
      ['cart', 0, 'ab'],
      ['cart › pod-1', 0, 'y'],
      ['no source', 0, 'z'],
    ],
  );
});

test('asks for events with what the filter says and nothing else', () => {
  const time = { start: 'a', end: 'b', step: 'SECOND' as const };
  assert.deepEqual(eventCondition({ values: {}, tags: [], message: '' }, time, 10), {
    time,
    order: 'DES',
    paging: { pageNum: 1, pageSize: 10 },
  });
  const values = { service: 'cart', instance: 'pod-1', name: 'Start', type: 'Error', layer: 'K8S' };
  assert.deepEqual(eventCondition({ values, tags: [], message: '' }, time, 10), {
    time,
    source: { service: 'cart', serviceInstance: 'pod-1' },
    name: 'Start',
    type: 'Error',
    layer: 'K8S',
    order: 'DES',
    paging: { pageNum: 1, pageSize: 10 },
  });
});
