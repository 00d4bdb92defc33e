/**
 * Holds the trees of packages/profile against recorded answers, without a server.
 *
 *     node e2e/profiling/oracle-analyze.ts FOLDER     FOLDER holds questions.json, answers.json and inputs/
 *
 * Questions of `trace.analyze` name ranges of recorded thread dumps, those of `async.analyze` and `pprof.analyze` files.
 * Where the recording server was wrong, the right answer stands beside its own, and is the one to give.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CodedError } from '@stormpetrel/base';
import {
  type JfrEventType,
  type StackProfile,
  ThreadDumps,
  analyzeDumps,
  asyncProfilerTree,
  goTraceTree,
  pprofTree,
  segmentLabels,
  splitByLabel,
} from '@stormpetrel/profile';
import { importProfile } from '@stormpetrel/profile/formats';
import { readPprof } from '@stormpetrel/profile/pprof';

interface Step {
  readonly id?: string;
  readonly ranges?: readonly (readonly [segment: string, from: number, to: number])[];
  readonly files?: readonly string[];
}

interface Recorded {
  readonly answer: { readonly data: Readonly<Record<string, Answer>> };
  readonly wanted?: { readonly data: Readonly<Record<string, Answer>> };
  readonly alsoGood?: readonly { readonly data: Readonly<Record<string, Answer>> }[];
}

interface Answer {
  readonly tip?: string | null;
  readonly trees?: readonly { readonly elements: readonly Element[] }[];
  readonly tree?: { readonly elements: readonly Element[] };
}

/** An element of any of the trees, its numbers by the names of the protocol. */
interface Element {
  readonly id: string;
  readonly parentId: string;
  readonly [column: string]: unknown;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node e2e/profiling/oracle-analyze.ts FOLDER');
/** Questions that ask for the same instance twice, or for none: what they answer is the server's choice of files. */
const aboutInstances = ['async.analyze.no-instance.LOCK', 'async.analyze.same-instance-twice.LOCK'];
const { steps } = readJson('questions.json') as { readonly steps: readonly Step[] };
const { answers } = readJson('answers.json') as {
  readonly answers: Readonly<Record<string, Recorded>>;
};
const dumps = readDumps();
const goSegments = readGoSegments();
/** Segments of the recording whose samples came as a Go profile, by the mark that stands for them in the file. */
const goMarks: Readonly<Record<string, string>> = {
  goOne: '@@GO-SEGMENT-ONE-ID@@@@@',
  goTwo: '@@GO-SEGMENT-TWO-ID@@@@@',
  gzOne: '@@GO-SEGMENT-ONE-ID@@@@@',
  gzTwo: '@@GO-SEGMENT-TWO-ID@@@@@',
};
const profiles = new Map<string, StackProfile | undefined>();

let passed = 0;
const failed: string[] = [];
for (const { id, ranges, files } of steps) {
  const recorded = id === undefined ? undefined : answers[id];
  if (id === undefined || recorded === undefined || aboutInstances.includes(id)) continue;
  const ours = ranges === undefined ? files && (await fileAnswer(id, files)) : traceAnswer(ranges);
  if (ours === undefined) continue;
  if (isGood(ours, recorded)) passed++;
  else failed.push(id);
}
for (const id of failed) process.stdout.write(`FAIL ${id}\n`);
process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
if (passed < 100) throw new Error('fewer questions than there should be');
process.exitCode = failed.length > 0 ? 1 : 0;

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(folder ?? '', name), 'utf8')) as unknown;
}

function readDumps(): ThreadDumps {
  const input = readJson('inputs/trace.json') as {
    stacks: Readonly<Record<string, readonly string[]>>;
    snapshots: readonly {
      segment: string;
      dumps: readonly (readonly [timeMs: number, sequence: number, stack: string])[];
    }[];
  };
  const found = new ThreadDumps();
  for (const { segment, dumps: ofSegment } of input.snapshots) {
    for (const [timeMs, sequence, stack] of ofSegment) {
      found.add(segment, timeMs, sequence, input.stacks[stack] ?? []);
    }
  }
  return found;
}

function readGoSegments(): ReadonlyMap<string, StackProfile> {
  const bytes = readFileSync(join(folder ?? '', 'inputs/go-trace.pb'));
  return splitByLabel(readPprof(bytes), segmentLabels);
}

function traceAnswer(ranges: NonNullable<Step['ranges']>): Answer {
  const queries = ranges.map(([segmentId, from, to]) => ({
    segmentId,
    // A bound as text is one of all times, not one relative to the recording.
    startMs: typeof from === 'string' ? -Infinity : from,
    endMs: typeof to === 'string' ? Infinity : to,
  }));
  const { tip, trees } = analyzeDumps(dumps, queries);
  const goTrees = ranges.flatMap(([segment]) => {
    const profile = goSegments.get(goMarks[segment] ?? '');
    return profile === undefined ? [] : [goTraceTree(profile)];
  });
  return {
    tip: tip ?? null,
    trees: [...trees, ...goTrees].map((tree) => ({
      elements: tree.map(({ durationMs, durationChildExcludedMs, ...rest }) => ({
        ...rest,
        id: String(rest.id),
        parentId: String(rest.parentId),
        duration: durationMs,
        durationChildExcluded: durationChildExcludedMs,
      })),
    })),
  };
}

async function fileAnswer(id: string, files: readonly string[]): Promise<Answer> {
  const found: StackProfile[] = [];
  for (const file of files) {
    if (!profiles.has(file)) profiles.set(file, await importFile(file));
    const profile = profiles.get(file);
    if (profile !== undefined) found.push(profile);
  }
  const tree = id.startsWith('async.')
    ? asyncProfilerTree(found, (id.split('.').at(-1) ?? '') as JfrEventType)
    : pprofTree(found);
  return {
    tree: {
      elements: tree.map((element) => ({
        ...element,
        id: String(element.id),
        parentId: String(element.parentId),
      })),
    },
  };
}

async function importFile(file: string): Promise<StackProfile | undefined> {
  try {
    return await importProfile(readFileSync(join(folder ?? '', file)));
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}

function isGood(ours: Answer, { answer, wanted, alsoGood = [] }: Recorded): boolean {
  const good = wanted === undefined ? [answer, ...alsoGood] : [wanted];
  return good.some(({ data }) => {
    const [theirs] = Object.values(data);
    return theirs !== undefined && isDeepStrictEqual(meaning(ours), meaning(theirs));
  });
}

/** An answer without what has no defined order: trees and children by their text, no ids but the first. */
function meaning({ tip = null, trees, tree }: Answer): unknown {
  const all = trees ?? (tree === undefined ? [] : [tree]);
  return { tip, trees: all.map(({ elements }) => treeMeaning(elements)).toSorted() };
}

function treeMeaning(elements: readonly Element[]): string {
  const [first] = elements;
  const childTexts = new Map<string, string[]>();
  let text = '';
  // Parents stand before their children, so from the end every element finds its children ready.
  for (const { id, parentId, ...columns } of elements.toReversed()) {
    const inner = (childTexts.get(id) ?? []).toSorted().join(',');
    const named = Object.entries(columns).toSorted(([a], [b]) => (a < b ? -1 : 1));
    text = `${JSON.stringify(named)}[${inner}]`;
    const siblings = childTexts.get(parentId) ?? [];
    siblings.push(text);
    childTexts.set(parentId, siblings);
  }
  return `${first?.id} under ${first?.parentId}: ${text}`;
}
