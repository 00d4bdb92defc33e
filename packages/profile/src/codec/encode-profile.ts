/**
 * A `StackProfile` as bytes, for keeping and for sending to the page. See docs/formats/stack-profile.md for the layout, and
 * number-column.ts for columns. Nothing is compressed here: that is for whoever keeps or sends it.
 */
import { type StackProfile, none } from '../stack-profile.ts';
import { ByteWriter } from './byte-writer.ts';
import { writeFloats, writeUints } from './number-column.ts';

/** `SPP1`: the last letter is the version. */
export const profileMagic = 0x31505053;

export function encodeProfile(profile: StackProfile): Uint8Array<ArrayBuffer> {
  const utf8 = new TextEncoder();
  const header = utf8.encode(JSON.stringify(headerOf(profile)));
  const text = utf8.encode(profile.strings.join(''));
  const writer = new ByteWriter();
  writer.u32(profileMagic);
  writer.u32(header.length);
  writer.u32(text.length);
  writer.u32(0);
  writer.raw(header);
  writer.align();
  writeUints(
    writer,
    Uint32Array.from(profile.strings, (string) => string.length),
  );
  writer.raw(text);
  writer.align();
  writeFrames(writer, profile);
  writeStacks(writer, profile);
  writeSamples(writer, profile);
  return writer.finish();
}

function headerOf(profile: StackProfile): unknown {
  const { source, startMs, endMs, truncated } = profile;
  const events = profile.samples.map(({ event, types, mainType, period }) => ({
    event,
    types,
    mainType,
    period,
  }));
  return { source, startMs, endMs, truncated, events };
}

function writeFrames(writer: ByteWriter, { frames }: StackProfile): void {
  writeUints(writer, frames.name);
  writeUints(writer, shifted(frames.file));
  writeUints(writer, shifted(frames.module));
  writeUints(writer, frames.line);
  writeUints(writer, Uint32Array.from(frames.kind));
}

function writeStacks(writer: ByteWriter, { stacks }: StackProfile): void {
  // Parents mostly stand close before their children, so distances are smaller numbers.
  const distance = stacks.parent.map((parent, row) => (parent === none ? 0 : row - parent));
  writeUints(writer, distance);
  writeUints(writer, stacks.frame);
}

function writeSamples(writer: ByteWriter, { samples }: StackProfile): void {
  for (const table of samples) {
    writeUints(writer, table.stack);
    writeFloats(writer, table.timeMs);
    writeUints(writer, shifted(table.thread));
    writeUints(writer, shifted(table.state));
    for (const column of table.values) writeFloats(writer, column);
    writeUints(writer, table.labelOffsets);
    writeUints(writer, table.labelKeys);
    writeUints(writer, table.labelValues);
  }
}

/** One more than each, so that `none` is zero and does not make the column four bytes wide. */
function shifted(values: Uint32Array): Uint32Array {
  return values.map((value) => value + 1);
}
