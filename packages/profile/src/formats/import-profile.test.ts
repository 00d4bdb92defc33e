import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { encodeProfile } from '../codec/encode-profile.ts';
import { writePprof } from '../pprof/write-pprof.ts';
import { profileOf } from '../testing/arbitrary-profile.ts';
import { firefox, firefoxThread, speedscope } from '../testing/foreign-files.ts';
import { code, ofJson, utf8 } from '../testing/profile-text.ts';
import { gunzip } from './gunzip.ts';
import { importProfile } from './import-profile.ts';
import { writeCollapsed } from './write-collapsed.ts';
import { writeSpeedscope } from './write-speedscope.ts';

test('tells formats by their content, packed or not', async () => {
  const profile = profileOf([
    {
      stack: [[0, 1, 0]],
      timeMs: 5,
      thread: 1,
      state: 0,
      values: [3, 10],
      labels: [],
    },
  ]);
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['pprof', writePprof(profile)],
    ['pprof', encodeProfile(profile)],
    ['collapsed', utf8.encode(writeCollapsed(profile))],
    ['speedscope', utf8.encode(`\ufeff  ${writeSpeedscope([{ profile }], 'x')}`)],
    ['firefox', utf8.encode(JSON.stringify({ ...firefox, threads: [firefoxThread] }))],
  ];
  for (const [source, bytes] of files) {
    assert.equal((await importProfile(bytes)).source, source);
    assert.equal((await importProfile(gzipSync(bytes))).source, source);
  }
});

test('refuses what it cannot read, and never breaks', async () => {
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [new Uint8Array(0), 'PROFILE_FORMAT_UNKNOWN'],
    [utf8.encode('{"traceEvents":[]}'), 'PROFILE_FORMAT_UNKNOWN'],
    [utf8.encode('{"shared":'), 'PROFILE_MALFORMED'],
    [utf8.encode('SPP1'), 'PROFILE_MALFORMED'],
    [Uint8Array.of(0x1f, 0x8b, 8, 0), 'PROFILE_MALFORMED'],
    [gzipSync('main 1').subarray(0, 15), 'PROFILE_MALFORMED'],
    [utf8.encode('FLR\0'), 'PROFILE_MALFORMED'],
  ];
  for (const [bytes, expected] of cases) assert.equal(await code(importProfile(bytes)), expected);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      await code(importProfile(bytes));
    }),
    { numRuns: 500 },
  );
});

test('never breaks on JSON of any shape', async () => {
  const keys = fc.constantFrom(
    ...Object.keys({ ...firefoxThread, ...speedscope, meta: 1, data: 1 }),
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, 0, 1, -1, 0.5, 'work', true, 1e300),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(keys, tie('json'), { maxKeys: 5 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(json, json, async (a, b) => {
      await code(ofJson({ meta: {}, threads: [{ ...firefoxThread, ...(a as object) }, b] }));
      await code(ofJson({ shared: { frames: [{ name: 'f' }] }, profiles: [a, b] }));
    }),
    { numRuns: 500 },
  );
});

test('stops unpacking at the limit', async () => {
  const bomb = gzipSync(new Uint8Array(1 << 24));
  assert.equal(await code(gunzip(bomb, 1 << 20)), 'PROFILE_TOO_LARGE');
  assert.equal((await gunzip(bomb, 1 << 24)).length, 1 << 24);
  const limits = { bytesMax: 100, jsonBytesMax: 10 };
  assert.equal(await code(importProfile(new Uint8Array(101), { limits })), 'PROFILE_TOO_LARGE');
  const json = utf8.encode('{"meta":{},"threads":[]}');
  assert.equal(await code(importProfile(json, { limits })), 'PROFILE_TOO_LARGE');
});
