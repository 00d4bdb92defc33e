import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { CodedError } from '@stormpetrel/base';
import { importProfile } from '../formats/import-profile.ts';
import { smallChunk } from '../jfr/testing/index.ts';
import { bytesSource } from '../jfr/bytes/jfr-source.ts';
import { readJfr } from '../jfr/read-jfr.ts';
import type { ProfileElement } from '../skywalking/profile-trees.ts';
import { inlineProfileWork } from './inline-work.ts';
import { packProfile, unpackProfile } from './packed-profile.ts';
import { pruneTree } from './prune-tree.ts';

const folder = await mkdtemp(join(tmpdir(), 'profile-work-'));
after(() => rm(folder, { recursive: true, force: true }));
const work = inlineProfileWork();
const utf8 = new TextEncoder();
const collapsed = utf8.encode('main;run;sleep 3\nmain;run 2\n');

let files = 0;
async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `file-${files++}`);
  await writeFile(path, bytes);
  return path;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    assert.ok(error instanceof CodedError, String(error));
    return error.code;
  }
}

test('reads a recording piece by piece, packed or not, and leaves nothing beside it', async () => {
  const recording = smallChunk().finish();
  const whole = packProfile(readJfr(bytesSource(recording)).profile);
  for (const bytes of [recording, gzipSync(recording)]) {
    const path = await fileOf(bytes);
    for (const kind of ['jfr', 'unknown'] as const) {
      const { bytes: packed, source, samples } = await work.readFile({ path, kind });
      assert.deepEqual(unpackProfile(packed), unpackProfile(whole));
      assert.equal(source, 'jfr');
      assert.deepEqual(samples, {
        'jdk.ExecutionSample': 2,
        'profiler.WallClockSample': 1,
        'jdk.ObjectAllocationInNewTLAB': 1,
        'jdk.JavaMonitorEnter': 1,
      });
    }
  }
  const left = (await readdir(folder)).filter((name) => name.endsWith('.unpacked'));
  assert.deepEqual(left, []);
});

test('finds out what a file is, and does not believe an agent that sends another', async () => {
  const path = await fileOf(gzipSync(collapsed));
  const { source, samples, bytes } = await work.readFile({ path, kind: 'unknown' });
  assert.deepEqual({ source, samples }, { source: 'collapsed', samples: { samples: 2 } });
  assert.deepEqual(unpackProfile(bytes), await importProfile(collapsed));
  assert.equal(await codeOf(work.readFile({ path, kind: 'pprof' })), 'PROFILE_FORMAT_UNKNOWN');
});

test('says what is wrong with a file, whatever is in it', async () => {
  const packed = gzipSync(smallChunk().finish());
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [new Uint8Array(0), 'PROFILE_FORMAT_UNKNOWN'],
    [utf8.encode('FLR\0'), 'PROFILE_MALFORMED'],
    [packed.subarray(0, packed.length - 12), 'PROFILE_MALFORMED'],
    [packed.subarray(0, 12), 'PROFILE_MALFORMED'],
    [utf8.encode('{}'), 'PROFILE_FORMAT_UNKNOWN'],
  ];
  for (const [bytes, expected] of cases) {
    const path = await fileOf(bytes);
    assert.equal(await codeOf(work.readFile({ path, kind: 'unknown' })), expected);
  }
  const path = join(folder, 'not-there');
  assert.equal(await codeOf(work.readFile({ path, kind: 'jfr' })), 'PROFILE_FILE_UNREADABLE');
});

test('random bytes are read or refused with a code', async () => {
  const head = fc.constantFrom(utf8.encode('FLR\0'), utf8.encode('{'), Uint8Array.of(0x1f, 0x8b));
  const bytes = fc.tuple(head, fc.uint8Array({ maxLength: 200 }));
  await fc.assert(
    fc.asyncProperty(bytes, async ([start, rest]) => {
      const path = await fileOf(Buffer.concat([start, rest]));
      await codeOf(work.readFile({ path, kind: 'unknown' }));
    }),
    { numRuns: 100 },
  );
});

test('stops with the reason of a signal', async () => {
  const path = await fileOf(gzipSync(smallChunk().finish()));
  const reason = new Error('gone');
  await assert.rejects(work.readFile({ path, kind: 'jfr' }, AbortSignal.abort(reason)), reason);
});

test('answers trees of stored profiles', async () => {
  const recording = packProfile(readJfr(bytesSource(smallChunk().finish())).profile);
  const tree = await work.jfrTree([recording, recording], 'LOCK');
  assert.deepEqual(tree[0], {
    id: 0,
    parentId: -1,
    codeSignature: '',
    total: 10_000,
    self: 0,
  });
  const text = packProfile(await importProfile(collapsed));
  assert.deepEqual(
    (await work.pprofTree([text])).map(({ total, self }) => [total, self]),
    [
      [5, 0],
      [5, 0],
      [5, 2],
      [3, 3],
    ],
  );
  assert.equal(await codeOf(work.pprofTree([utf8.encode('no')])), 'PROFILE_MALFORMED');
});

test('exports to what can be imported again', async () => {
  const profile = packProfile(await importProfile(collapsed));
  for (const format of ['pprof', 'collapsed', 'speedscope'] as const) {
    const again = await importProfile(await work.exportProfile(profile, { format }));
    const tree = await work.pprofTree([packProfile(again)]);
    assert.deepEqual(
      tree.map(({ total }) => total),
      [5, 5, 5, 3],
    );
  }
  const svg = await work.exportProfile(profile, { format: 'svg', name: 'a <b>' });
  assert.match(new TextDecoder().decode(svg), /^<svg[^]*a &lt;b&gt;/);
});

test('refuses to export an event that is not there, rather than an empty file', async () => {
  const profile = packProfile(await importProfile(collapsed));
  for (const wrong of [
    { events: ['no'] },
    { type: 'no' },
    { events: ['samples'], type: 'x' },
    { threads: ['main'] },
    { states: ['RUNNABLE'] },
    { ranges: [[0, 1]] as const },
  ]) {
    const to = { format: 'collapsed', selection: wrong } as const;
    const code = await codeOf(work.exportProfile(profile, to));
    assert.equal(code, 'PROFILE_SELECTION_EMPTY');
  }
});

test('a pruned tree keeps the heaviest rows, parents first, in their order', () => {
  const parents = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 5 })), { maxLength: 40 });
  fc.assert(
    fc.property(parents, fc.integer({ min: 1, max: 45 }), (plan, rowsMax) => {
      const tree = treeOf(plan);
      const pruned = pruneTree(tree, rowsMax);
      assert.equal(pruned.length, Math.min(tree.length, rowsMax));
      pruned.forEach(({ id, parentId }, at) => {
        assert.equal(id, at);
        assert.ok(at === 0 ? parentId === -1 : parentId >= 0 && parentId < id);
      });
      const totals = (rows: readonly ProfileElement[]): number[] =>
        rows.map(({ total }) => total).toSorted((a, b) => b - a);
      assert.deepEqual(totals(pruned), totals(tree).slice(0, rowsMax));
      const names = pruned.map(({ codeSignature }) => Number(codeSignature));
      assert.deepEqual(
        names,
        names.toSorted((a, b) => a - b),
      );
    }),
  );
});

test('a pruned tree keeps its root, though what was taken away makes it the lightest', () => {
  const rows = [-5, 3, -8].map((total, id) => ({
    id,
    parentId: id === 0 ? -1 : 0,
    codeSignature: String(id),
    total,
    self: total,
  }));
  assert.deepEqual(
    pruneTree(rows, 2).map(({ codeSignature }) => codeSignature),
    ['0', '1'],
  );
});

/** A tree from the parent of each row, as any number, and what it weighs itself. */
function treeOf(plan: readonly (readonly [parent: number, self: number])[]): ProfileElement[] {
  const rows = [[0, 1], ...plan].map(([parent = 0, self = 0], id) => ({
    id,
    parentId: id === 0 ? -1 : parent % id,
    codeSignature: String(id),
    total: self,
    self,
  }));
  for (const row of rows.toReversed()) {
    const parent = rows[row.parentId];
    if (parent !== undefined) parent.total += row.total;
  }
  return rows;
}
