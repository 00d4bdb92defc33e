/** What does decoding one 4-span segment cost, hand-written into columns and generated into objects? */
import { StringInterner } from '@stormpetrel/base';
import { SegmentColumns } from '@stormpetrel/model';
import { SegmentObject, decodeSegment } from '@stormpetrel/protocol';
import { sampleSegments } from './sample-segments.ts';

const segments = sampleSegments(2_000);
const sizeBytes = segments.reduce((sum, bytes) => sum + bytes.length, 0) / segments.length;
const columns = new SegmentColumns(new StringInterner({ namesMax: 1 << 20, bytesMax: 1 << 26 }));
const batchSegments = 512;

function decodeIntoColumns(rounds: number): void {
  for (let i = 0; i < rounds; i++) {
    const bytes = segments[i % segments.length] as Uint8Array;
    if (columns.segmentCount === batchSegments) columns.clear();
    decodeSegment(bytes, 0, bytes.length, columns);
  }
}

function decodeIntoObjects(rounds: number): void {
  for (let i = 0; i < rounds; i++)
    SegmentObject.decode(segments[i % segments.length] as Uint8Array);
}

function measure(name: string, rounds: number, run: (rounds: number) => void): void {
  run(rounds / 4);
  let bestMicros = Infinity;
  for (let i = 0; i < 5; i++) {
    const before = process.cpuUsage();
    run(rounds);
    const spent = process.cpuUsage(before);
    bestMicros = Math.min(bestMicros, (spent.user + spent.system) / rounds);
  }
  process.stdout.write(`${name.padEnd(28)} ${bestMicros.toFixed(2).padStart(7)} µs a segment\n`);
}

process.stdout.write(
  `${segments.length} segments of 4 spans, ${sizeBytes.toFixed(0)} bytes on average\n`,
);
measure('into columns', 200_000, decodeIntoColumns);
measure('into objects (generated)', 20_000, decodeIntoObjects);
