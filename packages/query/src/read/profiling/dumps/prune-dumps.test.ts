import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ThreadDumps, analyzeDumps } from '@stormpetrel/profile';
import fc from 'fast-check';
import { pruneDumpTrees } from './prune-dumps.ts';

const stacks = fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 }), {
  minLength: 1,
  maxLength: 12,
});

test('keeps the nodes of most dumps, each below its parent, and all that fit', () => {
  fc.assert(
    fc.property(stacks, fc.integer({ min: 1, max: 30 }), (all, nodesMax) => {
      const dumps = new ThreadDumps();
      all.forEach((frames, sequence) => dumps.add('s', sequence, sequence, frames));
      const { trees } = analyzeDumps(dumps, [{ segmentId: 's', startMs: 0, endMs: 100 }]);
      const pruned = pruneDumpTrees(trees, nodesMax);
      const before = pathsOf(trees);
      const after = pathsOf(pruned);
      assert.equal(after.size, Math.min(nodesMax, before.size));
      for (const [path, count] of after) assert.equal(before.get(path), count);
      const left = [...before].filter(([path]) => !after.has(path)).map(([, count]) => count);
      assert.ok(Math.min(...after.values()) >= Math.max(0, ...left));
    }),
  );
});

/** Counts by path; fails where a node stands before its parent, or ids are not their places. */
function pathsOf(trees: ReturnType<typeof pruneDumpTrees>): Map<string, number> {
  const paths = new Map<string, number>();
  for (const tree of trees) {
    const byId = new Map([[0, '']]);
    tree.forEach(({ id, parentId, codeSignature, count }, place) => {
      const parent = byId.get(parentId);
      assert.ok(parent !== undefined);
      assert.equal(id, place + 1);
      byId.set(id, `${parent}/${codeSignature}`);
      paths.set(`${parent}/${codeSignature}`, count);
    });
  }
  return paths;
}
