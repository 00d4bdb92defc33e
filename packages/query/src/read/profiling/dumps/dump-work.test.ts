import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryLimits } from '../../../limits.ts';
import { baseMs, seededStore } from '../../../testing/ask.ts';
import { addDump, addGoProfile } from '../../../testing/profiling-seed.ts';
import { Seed } from '../../../testing/seed.ts';
import { type DumpWork, dumpWorkBySize } from './dump-work.ts';

const { dumpsInlineMax, segmentsInlineMax } = queryLimits;

/** Work elsewhere that is only told of. */
function told(): DumpWork & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    analyzeSegments(ranges) {
      asked.push(`analysis of ${ranges.length}`);
      return Promise.resolve({ tip: 'elsewhere', trees: [] });
    },
    readTraceProfile(taskId) {
      asked.push(`profile of ${taskId}`);
      return Promise.resolve(new Uint8Array(0));
    },
  };
}

const range = (segmentId: string) => ({ segmentId, startMs: 0, endMs: 1e15 });
const all = { segmentIds: [], fromMs: undefined, toMs: undefined };

test('does what is small itself, and leaves what is large to others', async () => {
  const seed = new Seed();
  const add = (taskId: string, segmentId: string, count: number): void => {
    for (let sequence = 0; sequence < count; sequence++) {
      const timeMs = baseMs + sequence;
      addDump(seed, taskId, { segmentId, timeMs, sequence, stack: 'main;work' });
    }
  };
  add('few', 'a', dumpsInlineMax - 10);
  add('few', 'b', 10);
  add('many', 'c', dumpsInlineMax + 1);
  const go = { timeMs: baseMs, profile: new Uint8Array(1) };
  for (let i = 0; i < 21; i++) addGoProfile(seed, 'go', `go ${i}`, go);
  const elsewhere = told();
  const work = dumpWorkBySize(await seededStore(seed), elsewhere);
  const small = await work.analyzeSegments([range('a'), range('a'), range('b')]);
  assert.equal(small.trees[0]?.[0]?.count, dumpsInlineMax);
  assert.ok((await work.readTraceProfile('few', all)).length > 0);
  assert.deepEqual(elsewhere.asked, []);
  assert.equal((await work.analyzeSegments([range('b'), range('c')])).tip, 'elsewhere');
  await work.readTraceProfile('many', all);
  await work.readTraceProfile('go', all);
  const nobodies = Array.from({ length: segmentsInlineMax + 1 }, (_, i) => range(`none ${i}`));
  await work.analyzeSegments(nobodies);
  await work.analyzeSegments(nobodies.slice(1));
  assert.deepEqual(elsewhere.asked, [
    'analysis of 2',
    'profile of many',
    'profile of go',
    `analysis of ${segmentsInlineMax + 1}`,
  ]);
});
