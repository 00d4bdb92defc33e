/** Chunks of a few events, read, and what should come of them. */
import { type JfrOptions, type JfrResult, readJfr } from '../read-jfr.ts';
import { bytesSource } from '../bytes/jfr-source.ts';
import { type JfrOutput, JfrChunkWriter } from './jfr-writer.ts';
import { linesOf } from './read-all.ts';
import { poolsOf, sampleTypes, smallPools, typeId } from './recording-sample.ts';

export const main = 'app.Main.main:5';
export const run = 'app.Main.main:6;app.Work.run:20';
export const smallLines = {
  'jdk.ExecutionSample': [`${run} main STATE_RUNNABLE 1 @1`, `${main} worker STATE_SLEEPING 1 @2`],
  'profiler.WallClockSample': [`${main} main STATE_SLEEPING 12 @5`],
  'jdk.ObjectAllocationInNewTLAB': [`${run};byte[] main - 1,1024 @3`],
  'jdk.JavaMonitorEnter': [`${main};app.Work worker - 1,5000 @4`],
};

export function read(...chunks: readonly Uint8Array[]): JfrResult {
  return read2(chunks, {});
}

export function read2(chunks: readonly Uint8Array[], options: JfrOptions): JfrResult {
  return readJfr(bytesSource(join2(...chunks)), options);
}

export function join2(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function outcomeOf(result: JfrResult): Omit<JfrResult, 'profile'> {
  const { truncated, chunks, skippedEvents, withoutStack, timeStepMs } = result;
  return { truncated, chunks, skippedEvents, withoutStack, timeStepMs };
}

export function chunkWithThread(write: (body: JfrOutput) => void, compressed: boolean): Uint8Array {
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

export function chunkWithStack(
  frames: readonly (readonly [number, number, number])[],
  frameTypes = smallPools.frameTypes,
): Uint8Array {
  return new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .checkpoint(poolsOf({ ...smallPools, stacks: { 1: frames }, frameTypes }))
    .finish();
}

export function firstStack(chunk: Uint8Array): string | undefined {
  return linesOf(read(chunk).profile)['jdk.ExecutionSample']?.[0]?.split(' ')[0];
}
