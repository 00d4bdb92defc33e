/**
 * What does a profile of a million samples and 200,000 stacks cost: to keep, to unpack in the page, and to look at?
 *
 *     node bench/profile.ts
 *     node bench/profile.ts file …     reads those files (any format that can be imported) instead
 */
import { readFileSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  ProfileBuilder,
  type StackProfile,
  SymbolTable,
  decodeProfile,
  diffTrees,
  encodeProfile,
  invertTree,
  layoutFlame,
  mergeTree,
  none,
  symbolTotals,
  timeTree,
} from '@stormpetrel/profile';
import { importProfile } from '@stormpetrel/profile/formats';
import { readPprof, writePprof } from '@stormpetrel/profile/pprof';
import { SeededRandom } from '@stormpetrel/testkit';
import { printTable } from './support/table.ts';

const files = process.argv.slice(2);
for (const file of files) await measure(file, await importProfile(readFileSync(file)));
if (files.length === 0) await measure('made', madeProfile(1_000_000, 200_000));

async function measure(name: string, profile: StackProfile): Promise<void> {
  const samples = profile.samples.reduce((sum, { count }) => sum + count, 0);
  const title = `${name}: ${samples} samples, ${profile.stacks.count} stacks, ${profile.frames.count} frames`;
  const encoded = encodeProfile(profile);
  const pprof = writePprof(profile);
  const parts = [{ profile }];
  const tree = mergeTree(parts);
  const other = mergeTree(parts, { symbols: tree.symbols });
  const sizes = [
    { what: 'encoded', cost: megabytes(encoded.length) },
    { what: 'encoded, zstd', cost: megabytes(zstdCompressSync(encoded).length) },
    { what: 'encoded, gzip', cost: megabytes(gzipSync(encoded, { level: 1 }).length) },
    { what: 'as pprof', cost: megabytes(pprof.length) },
  ];
  const steps: readonly (readonly [string, () => unknown])[] = [
    ['encode', () => encodeProfile(profile)],
    ['decode', () => decodeProfile(encoded)],
    [`merge, ${tree.count} rows`, () => mergeTree(parts)],
    [
      'merge one thread',
      () => mergeTree([{ profile, selection: { threads: [profile.strings[0] ?? ''] } }]),
    ],
    [`invert, ${invertTree(tree).count} rows`, () => invertTree(tree)],
    ['invert what can be seen', () => invertTree(tree, { weightMin: (tree.total[0] ?? 0) / 5000 })],
    ['totals by function', () => symbolTotals(tree)],
    ['lay out', () => layoutFlame(tree)],
    ['diff', () => diffTrees(tree, other)],
    [`by time, ${timeTree({ profile }).count} rows`, () => timeTree({ profile })],
    ['by line', () => mergeTree(parts, { symbols: new SymbolTable('line') })],
    [`read pprof, ${megabytes(pprof.length)}`, () => readPprof(pprof)],
  ];
  printTable(title, [...sizes, ...steps.map(([what, run]) => ({ what, cost: bestMs(run) }))]);
}

function bestMs(run: () => unknown): string {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const before = performance.now();
    run();
    best = Math.min(best, performance.now() - before);
  }
  return `${best.toFixed(1)} ms`;
}

function megabytes(size: number): string {
  return `${(size / 1e6).toFixed(2)} MB`;
}

/** A recording of 16 threads, sampled every millisecond; a thread mostly goes on from where it was. */
function madeProfile(samples: number, stacksMax: number): StackProfile {
  const seeded = new SeededRandom(7);
  const random = (): number => seeded.next();
  const below = (bound: number): number => Math.floor(random() * bound);
  const builder = new ProfileBuilder('jfr');
  const threads = Array.from({ length: 16 }, (_, at) => builder.string(`http-nio-8080-exec-${at}`));
  const frames = Array.from({ length: 20_000 }, (_, at) =>
    builder.frame(builder.string(`org.example.part${at % 300}.Service${at % 2000}.call${at}`), {
      line: at % 900,
    }),
  );
  const type = { name: 'samples', unit: 'count' };
  const event = builder.event('jdk.ExecutionSample', [type]);
  const stacks: number[] = [];
  const depths: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    let stack: number = none;
    if (stacks.length < stacksMax * 0.9 && below(100) < 22) {
      const from = below(stacks.length + 1);
      const depth = depths[from] ?? 0;
      stack = depth > 60 ? none : (stacks[from] ?? none);
      const frame = frames[Math.floor(frames.length * random() ** 3)] ?? 0;
      stack = builder.stack(stack, frame);
      stacks.push(stack);
      depths.push(depth > 60 ? 1 : depth + 1);
    } else {
      stack =
        stacks[Math.floor(stacks.length * random() ** 2)] ?? builder.stack(none, frames[0] ?? 0);
    }
    event.add(stack, 1_795_262_400_000 + sample * 0.0625, threads[below(16)]);
    event.setValue(0, 1);
  }
  return builder.finish(1_795_262_400_000, 1_795_262_500_000);
}
