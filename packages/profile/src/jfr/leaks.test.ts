import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JfrResult } from './index.ts';
import {
  JfrChunkWriter,
  type TypePlan,
  linesOf,
  poolsOf,
  sampleTypes,
  smallPools,
  typeId,
} from './testing/index.ts';
import { main, read2, run } from './testing/read-chunks.ts';

const mallocId = 310;
const freeId = 311;
const memoryFields = [
  ...(sampleTypes.find(({ id }) => id === typeId.allocation)?.fields ?? []).slice(0, 3),
  { name: 'address', type: 'long' },
];
const types: readonly TypePlan[] = [
  ...sampleTypes,
  {
    name: 'profiler.Malloc',
    id: mallocId,
    fields: [...memoryFields, { name: 'size', type: 'long' }],
  },
  { name: 'profiler.Free', id: freeId, fields: memoryFields },
];

interface MemoryEvent {
  readonly address: bigint;
  readonly timeMs: number;
  /** 0: a free. */
  readonly sizeBytes: number;
  readonly stack?: number;
}

function chunkOf(events: readonly MemoryEvent[]): Uint8Array {
  const chunk = new JfrChunkWriter().metadata(types);
  for (const { address, timeMs, sizeBytes, stack = 1 } of events) {
    const ticks = timeMs * 1e6;
    if (sizeBytes === 0) {
      chunk.event(freeId, (body) => body.long(ticks).long(1).long(0).long(address));
    } else {
      chunk.event(mallocId, (body) =>
        body.long(ticks).long(1).long(stack).long(address).long(sizeBytes),
      );
    }
  }
  return chunk.checkpoint(poolsOf(smallPools)).finish();
}

function malloc(address: bigint, timeMs: number, sizeBytes: number, stack = 1): MemoryEvent {
  return { address, timeMs, sizeBytes, stack };
}

function free(address: bigint, timeMs: number): MemoryEvent {
  return { address, timeMs, sizeBytes: 0 };
}

function leaksOf(result: JfrResult): readonly string[] | undefined {
  return linesOf(result.profile)['profiler.Leak'];
}

const high = 0x7f3c_0000_1000n;

test('shows what was allocated and not freed, over all chunks', () => {
  const chunks = [
    chunkOf([
      malloc(high, 1, 100),
      malloc(high + 16n, 2, 200, 2),
      malloc(high + 32n, 3, 300),
      free(high + 32n, 4),
    ]),
    chunkOf([free(high, 20), malloc(high + 32n, 30, 400), free(0x10n, 99), free(0x20n, 100)]),
  ];
  const result = read2(chunks, {});
  assert.deepEqual(leaksOf(result), [`${run} main - 1,200 @2`, `${main} main - 1,400 @30`]);
  assert.deepEqual(result.profile.samples.at(-1)?.types, [
    { name: 'samples', unit: 'count' },
    { name: 'inuse_space', unit: 'bytes' },
  ]);
  // A free tells no stack, and is not taken for a sample that lost it.
  assert.equal(result.withoutStack, 0);
});

test('a free may stand in the file before its allocation, or be of the one before', () => {
  const chunk = chunkOf([
    free(1n, 10),
    malloc(1n, 5, 100),
    free(2n, 10),
    malloc(2n, 11, 200),
    free(3n, 100),
  ]);
  assert.deepEqual(leaksOf(read2([chunk], {})), [`${main} main - 1,200 @11`]);
});

test('what was allocated in the last tenth of the time is too young to tell', () => {
  const chunk = chunkOf([malloc(1n, 0, 1), malloc(2n, 90, 2), malloc(3n, 91, 3), free(9n, 100)]);
  assert.deepEqual(leaksOf(read2([chunk], {})), [
    `${main} main - 1,1 @0`,
    `${main} main - 1,2 @90`,
  ]);
});

test('a recording without frees says nothing of leaks', () => {
  const { profile } = read2([chunkOf([malloc(1n, 0, 1), malloc(2n, 9, 1)])], {});
  assert.deepEqual(
    profile.samples.map(({ event }) => event),
    ['profiler.Malloc'],
  );
});

test('finds the leaks that the slow twin finds, in whatever order threads write', () => {
  const plan = fc.array(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(3), fc.integer({ min: 1, max: 2 })), {
      maxLength: 30,
    }),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(plan, fc.infiniteStream(fc.nat()), fc.boolean(), (chunks, order, isTight) => {
      let timeMs = 0;
      const events = chunks.map((chunk) =>
        chunk.map(([address, size, stack]) => ({
          address: BigInt(address),
          timeMs: ++timeMs,
          sizeBytes: size,
          stack,
        })),
      );
      const shuffled = events.map((chunk) =>
        chunk
          .map((event) => ({ event, at: order.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ event }) => event),
      );
      const limits = isTight ? { leakAddressesMax: 6 } : {};
      const result = read2(shuffled.map(chunkOf), { limits });
      assert.deepEqual([...(leaksOf(result) ?? [])].sort(), slowLeaks(events.flat()).sort());
    }),
  );
});

function slowLeaks(events: readonly MemoryEvent[]): string[] {
  const live = new Map<bigint, MemoryEvent>();
  for (const event of events) {
    if (event.sizeBytes === 0) live.delete(event.address);
    else live.set(event.address, event);
  }
  if (!events.some(({ sizeBytes }) => sizeBytes === 0)) return [];
  const first = events[0]?.timeMs ?? 0;
  const last = events.at(-1)?.timeMs ?? 0;
  return [...live.values()]
    .filter(({ timeMs }) => timeMs <= last - (last - first) * 0.1)
    .map(
      ({ stack, sizeBytes, timeMs }) =>
        `${stack === 1 ? main : run} main - 1,${sizeBytes} @${timeMs}`,
    );
}

test('makes room by what was freed, and counts what it could not follow', () => {
  const events: MemoryEvent[] = [];
  for (let i = 0; i < 100; i++) {
    events.push(malloc(BigInt(1000 + i), i, 1));
    if (i % 50 !== 0) events.push(free(BigInt(1000 + i), i + 0.5));
  }
  events.push(free(1n, 200));
  const read = (leakAddressesMax: number): JfrResult =>
    read2([chunkOf(events)], { limits: { leakAddressesMax } });
  const whole = read(1000);
  assert.deepEqual(leaksOf(whole), [`${main} main - 1,1 @0`, `${main} main - 1,1 @50`]);
  const tight = read(30);
  assert.deepEqual(leaksOf(tight), leaksOf(whole));
  assert.equal(tight.profile.truncated.samples, 0);
  const full = read(1);
  assert.deepEqual(leaksOf(full), [`${main} main - 1,1 @0`]);
  assert.equal(full.profile.truncated.samples, 99);
});
