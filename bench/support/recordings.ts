/** Large recordings: what a virtual machine writes in half an hour, and what async-profiler writes into a single chunk. */
import { closeSync, openSync, writeSync } from 'node:fs';
import {
  JfrChunkWriter,
  JfrOutput,
  type PoolsPlan,
  type StackPlan,
  poolsOf,
  sampleTypes,
  typeId,
} from '@stormpetrel/profile/jfr/testing';
import { SeededRandom } from '@stormpetrel/testkit';

/** How a recording is made up. */
export interface RecordingPlan {
  readonly chunks: number;
  readonly eventsPerChunk: number;
  /** Events of other kinds than samples, which are only skipped, in a hundred. */
  readonly othersPercent: number;
  readonly stacks: number;
  readonly depth: number;
  readonly methods: number;
}

/** Writes the recording and returns its size in bytes. Only a few chunks differ: making them costs more than reading. */
export function writeRecording(path: string, plan: RecordingPlan): number {
  const fd = openSync(path, 'w');
  const random = new SeededRandom(1);
  const chunks = [0, 1].slice(0, plan.chunks).map(() => makeChunk(plan, random));
  let size = 0;
  for (let i = 0; i < plan.chunks; i++) {
    size += writeSync(fd, chunks[i % chunks.length] as Uint8Array);
  }
  closeSync(fd);
  return size;
}

/** Events repeat after so many, so that making them takes no longer than reading them. */
const eventsMade = 200_000;

function makeChunk(plan: RecordingPlan, random: SeededRandom): Uint8Array {
  const writer = new JfrChunkWriter().metadata(sampleTypes);
  const block = makeEvents(plan, random, Math.min(eventsMade, plan.eventsPerChunk));
  for (let made = 0; made < plan.eventsPerChunk; made += eventsMade) writer.raw(block);
  return writer.checkpoint(poolsOf(makePools(plan, random))).finish();
}

function makeEvents(plan: RecordingPlan, random: SeededRandom, count: number): Uint8Array {
  const output = new JfrOutput(true);
  const event = (type: number, write: (body: JfrOutput) => void): void => {
    const body = new JfrOutput(true).long(type);
    write(body);
    output.u8(body.length + 1).raw(body.bytes());
  };
  for (let i = 0; i < count; i++) {
    const time = 1_000_000 + i * 5_000;
    const thread = random.int(1, 100);
    const stack = random.int(1, plan.stacks);
    if (random.int(0, 99) < plan.othersPercent) {
      event(typeId.other, (body) => body.long(time).latin1('something else that was recorded'));
    } else if (i % 4 === 0) {
      event(typeId.allocation, (body) =>
        body.long(time).long(thread).long(stack).long(1).long(64).long(512_000),
      );
    } else {
      event(typeId.executionSample, (body) => body.long(time).long(thread).long(stack).long(1));
    }
  }
  return output.bytes();
}

function makePools(plan: RecordingPlan, random: SeededRandom): PoolsPlan {
  const symbols: Record<number, string> = {};
  const classes: Record<number, number> = {};
  const methods: Record<number, readonly [number, number]> = {};
  const stacks: Record<number, StackPlan> = {};
  const threads: Record<number, string> = {};
  for (let i = 1; i <= plan.methods; i++) {
    symbols[2 * i] = `org/example/shop/part${i % 60}/Class${i % 900}`;
    symbols[2 * i + 1] = `doSomethingUseful${i}`;
    classes[i] = 2 * i;
    methods[i] = [i, 2 * i + 1];
  }
  // Stacks share their outer frames, as those of a program do.
  let frames: (readonly [number, number, number])[] = [];
  for (let i = 1; i <= plan.stacks; i++) {
    frames = frames.slice(random.int(0, 7));
    while (frames.length < plan.depth) {
      const method = random.int(1, plan.methods);
      frames.unshift([method, method + random.int(1, 3), 1]);
    }
    stacks[i] = frames;
  }
  for (let i = 1; i <= 100; i++) threads[i] = `http-nio-8080-exec-${i}`;
  const frameTypes = { 1: 'JIT compiled' };
  return {
    symbols,
    classes,
    methods,
    stacks,
    threads,
    states: { 1: 'STATE_RUNNABLE' },
    frameTypes,
  };
}
