import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameKind } from '../stack-profile.ts';
import { type JfrOptions, type JfrResult, bytesSource, fileSource, readJfr } from './index.ts';
import {
  type JfrOutput,
  JfrChunkWriter,
  type TypePlan,
  linesOf,
  poolsOf,
  sampleTypes,
  smallChunk,
  smallPools,
  totalsOf,
  typeId,
} from './testing/index.ts';

const main = 'app.Main.main:5';
const run = 'app.Main.main:6;app.Work.run:20';
const smallLines = {
  'jdk.ExecutionSample': [`${run} main STATE_RUNNABLE 1 @1`, `${main} worker STATE_SLEEPING 1 @2`],
  'profiler.WallClockSample': [`${main} main STATE_SLEEPING 12 @5`],
  'jdk.ObjectAllocationInNewTLAB': [`${run};byte[] main - 1,1024 @3`],
  'jdk.JavaMonitorEnter': [`${main};app.Work worker - 1,5000 @4`],
};

test('reads events whose pools come after them and refer forward', () => {
  const result = read(smallChunk().finish());
  assert.deepEqual(linesOf(result.profile), smallLines);
  assert.deepEqual(outcomeOf(result), {
    truncated: false,
    chunks: 1,
    skippedEvents: 1,
    withoutStack: 0,
    timeStepMs: 0,
  });
  assert.deepEqual(
    [result.profile.source, result.profile.startMs, result.profile.endMs],
    ['jfr', 1_700_000_000_000, 1_700_000_001_000],
  );
});

test('reads integers that are not compressed', () => {
  const result = read(smallChunk({ compressed: false }).finish());
  assert.deepEqual(linesOf(result.profile), smallLines);
  assert.equal(result.truncated, false);
});

test('reads chunks whose ids mean something else in each', () => {
  const second = new JfrChunkWriter({ startNanos: 1_700_000_001_000_000_000n })
    .checkpoint(
      poolsOf({ ...smallPools, symbols: { ...smallPools.symbols, 1: 'other/Main', 2: 'begin' } }),
    )
    .event(typeId.executionSample, (body) => body.long(1_000_000).long(1).long(1).long(1))
    .metadata(sampleTypes);
  const result = read(smallChunk().finish(), second.finish());
  assert.equal(result.chunks, 2);
  assert.deepEqual(linesOf(result.profile)['jdk.ExecutionSample'], [
    ...smallLines['jdk.ExecutionSample'],
    'other.Main.begin:5 main STATE_RUNNABLE 1 @1001',
  ]);
});

test('takes pools from every checkpoint, the newest entry of an id', () => {
  const only = (pools: Parameters<JfrChunkWriter['checkpoint']>[0], id: number) =>
    pools.filter((pool) => pool.typeId === id);
  const pools = poolsOf(smallPools);
  const chunk = new JfrChunkWriter().metadata(sampleTypes);
  chunk.checkpoint(only(poolsOf({ ...smallPools, threads: { 1: 'old name' } }), typeId.thread));
  for (const pool of pools) chunk.checkpoint([pool]);
  chunk.event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1));
  assert.deepEqual(linesOf(read(chunk.finish()).profile), {
    'jdk.ExecutionSample': [`${main} main STATE_RUNNABLE 1 @0`],
  });
});

test('reads strings of every form', () => {
  const forms: readonly (readonly [(body: JfrOutput) => void, string])[] = [
    [(body) => body.u8(0), 'thread 8'],
    [(body) => body.u8(1), 'thread 8'],
    [(body) => body.utf8('zażółć 🚀'), 'zażółć 🚀'],
    [(body) => body.chars('zażółć 🚀'), 'zażółć 🚀'],
    [(body) => body.latin1('caf\u00e9 \u0085'), 'caf\u00e9 \u0085'],
  ];
  for (const compressed of [true, false]) {
    for (const [write, name] of forms) {
      const chunk = chunkWithThread(write, compressed);
      assert.deepEqual(linesOf(read(chunk).profile)['jdk.ExecutionSample'], [
        `${main} ${name} STATE_RUNNABLE 1 @0`,
      ]);
    }
  }
});

test('reads symbols that are laid into the pool of strings, but in no circle', () => {
  const pooled = new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .checkpoint(poolsOf(smallPools))
    .checkpoint([
      { typeId: typeId.symbol, entries: [[2, (body) => body.pooledText(7)]] },
      { typeId: typeId.string, entries: [[7, (body) => body.utf8('pooledMain')]] },
      {
        typeId: typeId.thread,
        entries: [[1, (body) => body.u8(0).long(7).pooledText(7).long(8)]],
      },
    ])
    .finish();
  assert.deepEqual(linesOf(read(pooled).profile), {
    'jdk.ExecutionSample': ['app.Main.pooledMain:5 pooledMain STATE_RUNNABLE 1 @0'],
  });
  const circle = new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .checkpoint(poolsOf(smallPools))
    .checkpoint([
      { typeId: typeId.symbol, entries: [[2, (body) => body.pooledText(7)]] },
      { typeId: typeId.string, entries: [[7, (body) => body.pooledText(7)]] },
    ])
    .finish();
  assert.match(linesOf(read(circle).profile)['jdk.ExecutionSample']?.[0] ?? '', /^app\.Main:5 /);
});

test('keeps ids of 64 bits apart', () => {
  const stacks = [5n, 5n + 2n ** 32n, 2n ** 63n + 5n, 2n ** 60n];
  const chunk = new JfrChunkWriter().metadata(sampleTypes).checkpoint(poolsOf(smallPools));
  stacks.forEach((id, i) =>
    chunk
      .event(typeId.executionSample, (body) => body.long(i).long(1).long(id).long(1))
      .checkpoint([
        {
          typeId: typeId.stackTrace,
          entries: [
            [
              id,
              (body) =>
                body
                  .u8(0)
                  .int(1)
                  .long(10)
                  .int(100 + i)
                  .int(0)
                  .long(0),
            ],
          ],
        },
      ]),
  );
  assert.deepEqual(
    linesOf(read(chunk.finish()).profile)['jdk.ExecutionSample']?.map((line) => line.split(' ')[0]),
    stacks.map((_, i) => `app.Main.main:${100 + i}`),
  );
});

test('knows states and threads of the id 0, but only for events that tell one', () => {
  const pools = { ...smallPools, states: { 0: 'STATE_DEFAULT' }, threads: { 0: 'zeroth' } };
  const chunk = new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(0).long(0).long(1).long(0))
    .event(typeId.allocation, (body) => body.long(0).long(5).long(1).long(0).long(5).long(0))
    .checkpoint(poolsOf(pools));
  assert.deepEqual(linesOf(read(chunk.finish()).profile), {
    'jdk.ExecutionSample': [`${main} zeroth STATE_DEFAULT 1 @0`],
    'jdk.ObjectAllocationInNewTLAB': [`${main} - - 1,5 @0`],
  });
});

test('shows no line where there is none', () => {
  for (const line of [-1, 0, -7]) {
    const chunk = chunkWithStack([[10, line, 0]]);
    assert.deepEqual(firstStack(chunk), 'app.Main.main');
  }
  assert.deepEqual(firstStack(chunkWithStack([[10, 70_000, 0]])), 'app.Main.main:70000');
});

test('tells native Java methods from C code, which has no class', () => {
  const frames: readonly (readonly [number, number, number])[] = [[11, 0, 3]];
  assert.equal(firstStack(chunkWithStack(frames)), 'app.Work.run');
  const kinds = { ...smallPools.frameTypes, 5: 'Kernel' };
  const { profile } = read(chunkWithStack(frames, kinds));
  assert.equal(linesOf(profile)['jdk.ExecutionSample']?.[0]?.split(' ')[0], 'run');
  assert.deepEqual([...profile.frames.kind], [FrameKind.native]);
});

test('keeps a stack that has no frames, and leaves out samples that have no stack', () => {
  const chunk = smallChunk()
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(3).long(1))
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(0).long(1))
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(99).long(1))
    .event(typeId.allocation, (body) => body.long(0).long(1).long(3).long(3).long(5).long(0));
  const result = read(chunk.finish());
  assert.deepEqual(
    linesOf(result.profile)['jdk.ExecutionSample']?.at(-1),
    'unknown main STATE_RUNNABLE 1 @0',
  );
  assert.deepEqual(
    linesOf(result.profile)['jdk.ObjectAllocationInNewTLAB']?.at(-1),
    'byte[] main - 1,5 @0',
  );
  assert.equal(result.withoutStack, 2);
});

test('shows what the pools do not tell as unknown', () => {
  const chunk = new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.allocation, (body) => body.long(0).long(9).long(1).long(9).long(5).long(0))
    .checkpoint(poolsOf(smallPools).filter((pool) => pool.typeId === typeId.stackTrace));
  assert.deepEqual(linesOf(read(chunk.finish()).profile), {
    'jdk.ObjectAllocationInNewTLAB': ['unknown:5;unknown - - 1,5 @0'],
  });
});

test('turns spans of time into nanoseconds by the unit that the metadata tells', () => {
  const spans = (timespan: string | undefined, ticksPerSecond: bigint): number | undefined => {
    const types = sampleTypes.map((type): TypePlan => {
      if (type.id !== typeId.monitorEnter) return type;
      const duration = { name: 'duration', type: 'long', ...(timespan && { timespan }) };
      const fields = (type.fields ?? []).map((field) =>
        field.name === 'duration' ? duration : field,
      );
      return { ...type, fields };
    });
    const chunk = new JfrChunkWriter({ ticksPerSecond })
      .metadata(types)
      .event(typeId.monitorEnter, (body) => body.long(0).long(3_000).long(1).long(1).long(0))
      .checkpoint(poolsOf(smallPools));
    return totalsOf(read(chunk.finish()).profile)['jdk.JavaMonitorEnter']?.[1];
  };
  assert.equal(spans('TICKS', 1_000_000_000n), 3_000);
  assert.equal(spans('TICKS', 2_500_000_000n), 1_200);
  assert.equal(spans(undefined, 2_500_000_000n), 1_200);
  assert.equal(spans('NANOSECONDS', 2_500_000_000n), 3_000);
  assert.equal(spans('MILLISECONDS', 2_500_000_000n), 3_000_000_000);
});

test('weighs a sample of CPU time by the period that it stands for', () => {
  const fields: TypePlan['fields'] = [
    { name: 'startTime', type: 'long' },
    { name: 'stackTrace', type: 'jdk.types.StackTrace', pooled: true },
    { name: 'eventThread', type: 'java.lang.Thread', pooled: true },
    { name: 'failed', type: 'boolean' },
    { name: 'samplingPeriod', type: 'long', timespan: 'NANOSECONDS' },
    { name: 'biased', type: 'boolean' },
  ];
  const chunk = new JfrChunkWriter()
    .metadata([...sampleTypes, { name: 'jdk.CPUTimeSample', id: 300, fields }])
    .event(300, (body) => body.long(0).long(2).long(1).u8(0).long(20_000_000).u8(0))
    .event(300, (body) => body.long(0).long(0).long(1).u8(1).long(20_000_000).u8(0))
    .checkpoint(poolsOf(smallPools));
  const result = read(chunk.finish());
  assert.deepEqual(linesOf(result.profile), {
    'jdk.CPUTimeSample': [`${run} main - 1,20000000 @0`],
  });
  assert.equal(result.withoutStack, 1);
});

test('finds the class of an object that was not freed', () => {
  const types: readonly TypePlan[] = [
    ...sampleTypes,
    {
      name: 'jdk.types.OldObject',
      id: 300,
      fields: [
        { name: 'address', type: 'long' },
        { name: 'type', type: 'java.lang.Class', pooled: true },
      ],
    },
    {
      name: 'jdk.OldObjectSample',
      id: 301,
      fields: [
        { name: 'startTime', type: 'long' },
        { name: 'stackTrace', type: 'jdk.types.StackTrace', pooled: true },
        { name: 'object', type: 'jdk.types.OldObject', pooled: true },
        { name: 'objectSize', type: 'long' },
      ],
    },
  ];
  const chunk = new JfrChunkWriter()
    .metadata(types)
    .event(301, (body) => body.long(0).long(1).long(77).long(640))
    .event(301, (body) => body.long(0).long(1).long(78).long(1))
    .checkpoint([{ typeId: 300, entries: [[77, (body) => body.long(4096).long(3)]] }])
    .checkpoint(poolsOf(smallPools));
  assert.deepEqual(linesOf(read(chunk.finish()).profile), {
    'jdk.OldObjectSample': [`${main};byte[] - - 1,640 @0`, `${main};unknown - - 1,1 @0`],
  });
});

test('counts time from the ticks that a chunk begins with', () => {
  const startTicks = 2n ** 55n + 3n;
  const chunk = new JfrChunkWriter({ startTicks, ticksPerSecond: 2_000_000_000n })
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) =>
      body
        .long(startTicks + 3_000_000_001n)
        .long(1)
        .long(1)
        .long(1),
    )
    .checkpoint(poolsOf(smallPools));
  const [table] = read(chunk.finish()).profile.samples;
  assert.deepEqual([...(table?.timeMs ?? [])], [1_700_000_001_500]);
});

test('reads a chunk that is still being written', () => {
  const finished = smallChunk();
  const bodies: readonly ((header: DataView) => void)[] = [
    (header) => header.setBigInt64(8, 0n),
    (header) => header.setUint8(64, 255),
    (header) => header.setUint8(64, 3),
    (header) => {
      for (const at of [8, 16, 24]) header.setBigInt64(at, 0n);
    },
  ];
  for (const patch of bodies) {
    const bytes = finished.finish(patch);
    const tail = new Uint8Array(50);
    const result = read(bytes, tail);
    assert.deepEqual(linesOf(result.profile), smallLines);
    assert.deepEqual([result.truncated, result.chunks], [true, 1]);
  }
});

test('keeps what is whole of a recording that is cut, wherever it is cut', () => {
  const whole = smallChunk().finish();
  const both = join2(whole, smallChunk().finish());
  for (let length = whole.length; length < both.length; length += 3) {
    const result = read(both.slice(0, length));
    const lines = linesOf(result.profile)['jdk.ExecutionSample']?.slice(0, 2);
    assert.deepEqual(lines, smallLines['jdk.ExecutionSample'], `cut at ${length}`);
    assert.equal(result.truncated, length !== whole.length, `cut at ${length}`);
  }
});

test('reads a cut chunk that lost its metadata by that of the chunk before', () => {
  const second = new JfrChunkWriter()
    .checkpoint(poolsOf(smallPools))
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .metadata(sampleTypes)
    .finish();
  const cut = second.slice(0, second.length - 200);
  const result = read(smallChunk().finish(), cut);
  assert.equal(linesOf(result.profile)['jdk.ExecutionSample']?.length, 4);
  assert.equal(result.truncated, true);
});

test('finds pools behind a damaged event through their chain', () => {
  const chunk = new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1));
  const damageAt = chunk.length;
  chunk.event(typeId.other, (body) => body.long(0).utf8('x'));
  for (const pool of poolsOf(smallPools)) chunk.checkpoint([pool]);
  const bytes = chunk.finish();
  bytes.fill(0xff, damageAt, damageAt + 4);
  const result = read(bytes);
  assert.deepEqual(linesOf(result.profile), {
    'jdk.ExecutionSample': [`${main} main STATE_RUNNABLE 1 @0`],
  });
  assert.equal(result.truncated, true);
});

test('reads a file as it reads bytes, and tells how far it is', () => {
  const bytes = join2(smallChunk().finish(), smallChunk({ compressed: false }).finish());
  const folder = mkdtempSync(join(tmpdir(), 'jfr-'));
  const path = join(folder, 'x.jfr');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r');
  const told: number[] = [];
  const result = readJfr(fileSource(fd), {}, (done, size) => {
    assert.equal(size, bytes.length);
    told.push(done);
  });
  closeSync(fd);
  rmSync(folder, { recursive: true });
  assert.deepEqual(result, read(bytes));
  assert.deepEqual(told, [0, smallChunk().finish().length, bytes.length]);
});

test('stops when it is told to', () => {
  const abort = new AbortController();
  abort.abort(new Error('enough'));
  assert.throws(
    () => readJfr(bytesSource(smallChunk().finish()), {}, undefined, abort.signal),
    /enough/,
  );
});

test('puts samples together when there are too many, and loses nothing but time', () => {
  const chunk = new JfrChunkWriter().metadata(sampleTypes);
  for (let i = 0; i < 2_000; i++) {
    chunk.event(typeId.wallClock, (body) =>
      body
        .long(i * 100_000)
        .long(1)
        .long(1)
        .long(2)
        .int(3),
    );
    chunk.event(typeId.allocation, (body) =>
      body
        .long(i * 100_000)
        .long(1 + (i & 1))
        .long(2)
        .long(3)
        .long(7)
        .long(0),
    );
  }
  const bytes = chunk.checkpoint(poolsOf(smallPools)).finish();
  const result = read2([bytes, bytes], { limits: { rowsMax: 200 } });
  assert.deepEqual(totalsOf(result.profile), {
    'profiler.WallClockSample': [12_000],
    'jdk.ObjectAllocationInNewTLAB': [4_000, 28_000],
  });
  const rows = result.profile.samples.reduce((sum, table) => sum + table.count, 0);
  assert.ok(rows <= 200, `${rows} rows`);
  assert.deepEqual([result.timeStepMs, result.truncated], [10, false]);
});

test('weighs every stack the same, however few rows there may be', () => {
  const sample = fc.record({
    timeMs: fc.integer({ min: 0, max: 2_000_000 }),
    thread: fc.integer({ min: 1, max: 2 }),
    stack: fc.integer({ min: 1, max: 2 }),
    state: fc.integer({ min: 1, max: 2 }),
    samples: fc.integer({ min: 1, max: 9 }),
  });
  const chunkOf = fc.array(sample, { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(chunkOf, { minLength: 1, maxLength: 3 }), (plan) => {
      const chunks = plan.map((samples) => {
        const chunk = new JfrChunkWriter().metadata(sampleTypes);
        for (const { timeMs, thread, stack, state, samples: count } of samples) {
          chunk.event(typeId.wallClock, (body) =>
            body
              .long(timeMs * 1e6)
              .long(thread)
              .long(stack)
              .long(state)
              .int(count),
          );
        }
        return chunk.checkpoint(poolsOf(smallPools)).finish();
      });
      const weights = (result: JfrResult): Readonly<Record<string, number>> => {
        const sums: Record<string, number> = {};
        const [table] = result.profile.samples;
        for (let i = 0; i < (table?.count ?? 0); i++) {
          const stack = table?.stack[i] ?? 0;
          sums[stack] = (sums[stack] ?? 0) + (table?.values[0]?.[i] ?? 0);
        }
        return sums;
      };
      const few = read2(chunks, { limits: { rowsMax: 8 } });
      assert.deepEqual(weights(few), weights(read2(chunks, {})));
      assert.ok((few.profile.samples[0]?.count ?? 0) <= 8 * 1.5);
    }),
  );
});

test('leaves samples out, and counts them, when their stacks are too many to put together', () => {
  const chunk = new JfrChunkWriter().metadata(sampleTypes);
  const stacks = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [i + 1, [[10, i + 1, 0] as const]]),
  );
  for (let i = 1; i <= 300; i++) {
    chunk.event(typeId.executionSample, (body) => body.long(0).long(1).long(i).long(1));
  }
  const bytes = chunk.checkpoint(poolsOf({ ...smallPools, stacks })).finish();
  const { profile } = read2([bytes], { limits: { rowsMax: 20, rowsHardMax: 100 } });
  const kept = profile.samples[0]?.count ?? 0;
  assert.ok(kept <= 100);
  assert.equal(profile.truncated.samples, 300 - kept);
});

test('cuts stacks at the limit of all stacks', () => {
  const { profile } = read2([smallChunk().finish()], { limits: { stacksMax: 2 } });
  assert.ok(profile.truncated.stacks > 0);
  assert.deepEqual(totalsOf(profile)['jdk.ExecutionSample'], [2]);
});

function read(...chunks: readonly Uint8Array[]): JfrResult {
  return read2(chunks, {});
}

function read2(chunks: readonly Uint8Array[], options: JfrOptions): JfrResult {
  return readJfr(bytesSource(join2(...chunks)), options);
}

function join2(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function outcomeOf(result: JfrResult): Omit<JfrResult, 'profile'> {
  const { truncated, chunks, skippedEvents, withoutStack, timeStepMs } = result;
  return { truncated, chunks, skippedEvents, withoutStack, timeStepMs };
}

function chunkWithThread(write: (body: JfrOutput) => void, compressed: boolean): Uint8Array {
  return new JfrChunkWriter({ compressed })
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .checkpoint(poolsOf(smallPools))
    .checkpoint([
      {
        typeId: typeId.thread,
        entries: [
          [
            1,
            (body) => {
              body.u8(0).long(7);
              write(body);
              body.long(8);
            },
          ],
        ],
      },
    ])
    .finish();
}

function chunkWithStack(
  frames: readonly (readonly [number, number, number])[],
  frameTypes = smallPools.frameTypes,
): Uint8Array {
  return new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .checkpoint(poolsOf({ ...smallPools, stacks: { 1: frames }, frameTypes }))
    .finish();
}

function firstStack(chunk: Uint8Array): string | undefined {
  return linesOf(read(chunk).profile)['jdk.ExecutionSample']?.[0]?.split(' ')[0];
}
