import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type JfrOutput,
  JfrChunkWriter,
  linesOf,
  poolsOf,
  sampleTypes,
  smallPools,
  typeId,
} from './testing/index.ts';
import { chunkWithThread, main, read } from './testing/read-chunks.ts';

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

test('shows what the pools do not tell as unknown', () => {
  const chunk = new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.allocation, (body) => body.long(0).long(9).long(1).long(9).long(5).long(0))
    .checkpoint(poolsOf(smallPools).filter((pool) => pool.typeId === typeId.stackTrace));
  assert.deepEqual(linesOf(read(chunk.finish()).profile), {
    'jdk.ObjectAllocationInNewTLAB': ['unknown:5;unknown - - 1,5 @0'],
  });
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
