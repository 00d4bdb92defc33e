/** Recordings that want to break the reader: it answers, or refuses with a code, soon and in little memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import fc from 'fast-check';
import { profileErrors } from '../errors.ts';
import { type JfrResult, bytesSource, readJfr } from './index.ts';
import {
  JfrChunkWriter,
  type JfrOutput,
  type TypePlan,
  poolsOf,
  sampleTypes,
  smallChunk,
  smallPools,
  totalsOf,
  typeId,
} from './testing/index.ts';

const codes: readonly string[] = Object.values(profileErrors).map(({ code }) => code);

test('refuses what is no recording', () => {
  const check = (bytes: Uint8Array, code: string): void => assert.equal(outcome(bytes), code);
  check(new Uint8Array(0), 'PROFILE_FORMAT_UNKNOWN');
  check(new Uint8Array(1000), 'PROFILE_FORMAT_UNKNOWN');
  check(new TextEncoder().encode('main;run 12\n'), 'PROFILE_FORMAT_UNKNOWN');
  check(new TextEncoder().encode('FLR\0'), 'PROFILE_MALFORMED');
  const header = (patch: (header: DataView) => void): Uint8Array => smallChunk().finish(patch);
  check(
    header((view) => view.setUint16(4, 1)),
    'PROFILE_MALFORMED',
  );
  check(
    header((view) => view.setBigInt64(8, -5n)),
    'PROFILE_MALFORMED',
  );
  check(
    header((view) => view.setBigInt64(8, 10n)),
    'PROFILE_MALFORMED',
  );
  check(new JfrChunkWriter().finish(), 'PROFILE_MALFORMED');
});

test('reads on where the header points to nowhere', () => {
  for (const at of [8, 16, 24]) {
    for (const value of [-1n, 1n, 67n, 2n ** 40n, 2n ** 63n - 1n, -(2n ** 63n)]) {
      if (at === 8 && value < 68n) continue;
      const bytes = smallChunk().finish((view) => view.setBigInt64(at, value));
      assert.deepEqual(totalsOf(read(bytes).profile)['jdk.ExecutionSample'], [2]);
    }
  }
});

test('cuts at any place and overwrites any bytes without more than a refusal', () => {
  const whole = [smallChunk().finish(), smallChunk({ compressed: false }).finish()];
  const bytes = whole.map((chunk) => new Uint8Array(Buffer.concat([chunk, smallChunk().finish()])));
  fc.assert(
    fc.property(
      fc.constantFrom(...bytes),
      fc.array(
        fc.record({
          at: fc.nat(),
          with: fc.oneof(
            fc.uint8Array({ minLength: 1, maxLength: 12 }),
            fc.constantFrom(
              new Uint8Array(9).fill(0xff),
              new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x07]),
              new Uint8Array(8),
              new Uint8Array([0x7f, 0xff, 0xff, 0xff]),
            ),
          ),
        }),
        { maxLength: 6 },
      ),
      fc.option(fc.nat(), { nil: undefined }),
      (original, changes, cut) => {
        const changed = original.slice(0, cut === undefined ? undefined : cut % original.length);
        for (const change of changes) {
          const at = change.at % Math.max(1, changed.length);
          changed.set(change.with.subarray(0, Math.max(0, changed.length - at)), at);
        }
        outcome(changed);
      },
    ),
    { numRuns: 3_000 },
  );
});

test('takes random bytes behind a good header', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (junk) => {
      outcome(new JfrChunkWriter().metadata(sampleTypes).raw(junk).finish());
      outcome(new JfrChunkWriter().raw(junk).finish());
    }),
    { numRuns: 1_000 },
  );
});

test('believes no count and no length that the bytes cannot hold', () => {
  const huge = [2 ** 31 - 1, -1, 1_000_000];
  const bodies: readonly ((body: JfrOutput, count: number) => void)[] = [
    // Pools, entries, frames, bytes of a string, chars, bytes of Latin-1.
    (body, count) => body.int(count),
    (body, count) => body.int(1).long(typeId.symbol).int(count),
    (body, count) => body.int(1).long(typeId.stackTrace).int(1).long(1).u8(0).int(count),
    (body, count) => body.int(1).long(typeId.symbol).int(1).long(1).u8(3).int(count),
    (body, count) => body.int(1).long(typeId.symbol).int(1).long(1).u8(4).int(count),
    (body, count) => body.int(1).long(typeId.symbol).int(1).long(1).u8(5).int(count),
  ];
  for (const compressed of [true, false]) {
    for (const write of bodies) {
      for (const count of huge) {
        const chunk = smallChunk({ compressed }).event(1, (body) => {
          body.long(0).long(0).long(0).u8(0);
          write(body, count);
        });
        const result = read(chunk.finish());
        assert.deepEqual(totalsOf(result.profile)['jdk.ExecutionSample'], [2]);
        assert.equal(result.truncated, true);
      }
    }
  }
});

test('skips events of types that contain themselves, multiply or are missing', () => {
  const long = { name: 'long', type: 'long' };
  const bomb = Array.from({ length: 40 }, (_, i): TypePlan => ({
    name: `Bomb${i}`,
    id: 300 + i,
    fields: [
      { name: 'a', type: `Bomb${i + 1}` },
      { name: 'b', type: `Bomb${i + 1}` },
    ],
  }));
  const bad: readonly (readonly TypePlan[])[] = [
    [{ name: 'Self', id: 300, fields: [{ name: 'self', type: 'Self' }] }],
    [{ name: 'Self', id: 300, fields: [{ name: 'self', type: 'Self', array: true }] }],
    [{ name: 'Lost', id: 300, fields: [{ name: 'lost', type: 'nobody' }] }],
    [...bomb.slice(0, 12), { name: 'Bomb12', id: 312, fields: [long] }],
    [...bomb, { name: 'Bomb40', id: 340, fields: [] }],
  ];
  for (const types of bad) {
    const inner = { name: 'inner', type: types[0]?.name ?? '' };
    const all = sampleTypes.map((type) =>
      type.id === typeId.wallClock ? { ...type, fields: [...(type.fields ?? []), inner] } : type,
    );
    const chunk = smallChunk()
      .metadata([...all, ...types])
      .event(typeId.wallClock, (body) => body.long(0).long(1).long(1).long(1).int(3));
    const result = read(chunk.finish());
    assert.deepEqual(totalsOf(result.profile), {
      'jdk.ExecutionSample': [2],
      'jdk.ObjectAllocationInNewTLAB': [1, 1024],
      'jdk.JavaMonitorEnter': [1, 5000],
    });
    assert.equal(result.truncated, true);
  }
});

test('does not count out arrays of elements that take no bytes', () => {
  const types: readonly TypePlan[] = [
    ...sampleTypes,
    { name: 'Empty', id: 300 },
    { name: 'Many', id: 301, fields: [{ name: 'many', type: 'Empty', array: true }] },
  ];
  const chunk = smallChunk()
    .metadata(types)
    .checkpoint([{ typeId: 301, entries: [[1, (body) => body.int(2 ** 31 - 1)]] }])
    .checkpoint(poolsOf({ ...smallPools, threads: { 1: 'renamed' } }));
  const { profile, truncated } = read(chunk.finish());
  assert.ok(profile.strings.includes('renamed'));
  assert.equal(truncated, false);
});

test('follows no chain of pools in a circle', () => {
  for (const delta of [0, -1, 1, -40, 40, 2 ** 31 - 1]) {
    const chunk = new JfrChunkWriter().metadata(sampleTypes).raw(new Uint8Array(4));
    chunk.event(1, (body) => body.long(0).long(0).long(delta).u8(0).int(0));
    chunk.checkpoint(poolsOf(smallPools));
    assert.equal(read(chunk.finish()).truncated, true);
  }
});

test('refuses more chunks than any honest recording has', () => {
  const tiny = new JfrChunkWriter().metadata([]).finish();
  const many = new Uint8Array(tiny.length * 4_097);
  for (let at = 0; at < many.length; at += tiny.length) many.set(tiny, at);
  assert.equal(outcome(many), 'PROFILE_TOO_LARGE');
  assert.equal(outcome(many.subarray(tiny.length)), undefined);
});

test('reads a stack of 100,000 frames, the inner ones of it', () => {
  const frames = Array.from({ length: 100_000 }, (_, i) => [10, i + 1, 0] as const);
  const chunk = new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .checkpoint(poolsOf({ ...smallPools, stacks: { 1: frames } }));
  const { profile } = read(chunk.finish());
  assert.equal(profile.stacks.count, 16_384);
  assert.deepEqual(profile.truncated, { samples: 0, stacks: 1, names: 0 });
});

test('makes out no more types than an honest chunk may have', () => {
  const sample = sampleTypes.find(({ id }) => id === typeId.executionSample);
  const pool = sampleTypes.find(({ id }) => id === typeId.threadState);
  const more = Array.from({ length: 600 }, (_, i): readonly TypePlan[] => [
    { ...sample, name: 'jdk.ExecutionSample', id: 1_000 + i },
    { ...pool, name: `jdk.types.Pool${i}`, id: 2_000 + i },
  ]).flat();
  const chunk = new JfrChunkWriter().metadata([...sampleTypes, ...more]);
  for (let i = 0; i < 600; i++) {
    chunk.event(1_000 + i, (body) => body.long(0).long(1).long(1).long(1));
  }
  chunk.checkpoint(poolsOf(smallPools));
  chunk.checkpoint(
    more.filter(({ id }) => id >= 2_000).map(({ id }) => ({ typeId: id, entries: [] })),
  );
  const result = read(chunk.finish());
  assert.deepEqual(totalsOf(result.profile), { 'jdk.ExecutionSample': [512] });
  assert.deepEqual([result.skippedEvents, result.truncated], [88, true]);
});

function read(bytes: Uint8Array): JfrResult {
  return readJfr(bytesSource(bytes));
}

/** The code of the refusal, or undefined. Anything else that is thrown fails the test. */
function outcome(bytes: Uint8Array): string | undefined {
  try {
    read(bytes);
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof CodedError, String(thrown));
    assert.ok(codes.includes(thrown.code), thrown.code);
    return thrown.code;
  }
}
