import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';
import { type ProfileLimits, profileLimits } from '../limits.ts';
import {
  type FrameTable,
  type SampleTable,
  type StackProfile,
  type StackTable,
  none,
} from '../stack-profile.ts';
import { profileMagic } from './encode-profile.ts';
import { type EventHeader, type ProfileHeader, readHeader } from './profile-header.ts';
import { ColumnReader, malformed } from './number-column.ts';

const fixedSize = 16;

/**
 * The profile that `encodeProfile` wrote. Every index in it is checked, so that whatever comes out is safe to walk.
 * Throws `PROFILE_MALFORMED`, or `PROFILE_VERSION_UNKNOWN` where a newer version wrote it.
 */
export function decodeProfile(
  encoded: Uint8Array,
  limits: ProfileLimits = profileLimits,
): StackProfile {
  const bytes = encoded.byteOffset % 8 === 0 ? encoded : encoded.slice();
  if (bytes.length < fixedSize) throw malformed('it is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkMagic(view.getUint32(0, true));
  const headerSize = view.getUint32(4, true);
  const reader = new ColumnReader(bytes, fixedSize);
  const header = readHeader(reader.raw(headerSize), limits);
  const strings = readStrings(reader, view.getUint32(8, true), limits);
  const frames = readFrames(reader, strings.length, limits);
  const stacks = readStacks(reader, frames.count, limits);
  const budget = {
    samples: limits.samplesMax,
    values: limits.valuesMax,
    labels: limits.labelsMax,
  };
  const samples = header.events.map((event) => {
    const table = readSamples(reader, event, budget);
    budget.samples -= table.count;
    budget.values -= table.count * table.types.length;
    budget.labels -= table.labelKeys.length;
    checkSamples(table, stacks.count, strings.length);
    return table;
  });
  if (!reader.atEnd) throw malformed('something follows its end');
  return { ...profileOf(header), strings, frames, stacks, samples };
}

function profileOf({
  source,
  startMs,
  endMs,
  truncated,
}: ProfileHeader): Omit<ProfileHeader, 'events'> {
  return { source, startMs, endMs, truncated };
}

function checkMagic(magic: number): void {
  if (magic === profileMagic) return;
  if ((magic & 0xff_ffff) === (profileMagic & 0xff_ffff)) {
    throw new CodedError(
      profileErrors.version.code,
      'the profile was written by a newer version of this program',
    );
  }
  throw malformed('it does not begin as a stored profile does');
}

function readStrings(reader: ColumnReader, textSize: number, limits: ProfileLimits): string[] {
  // One more than the limit, because the builder's overflow string comes on top.
  const lengths = reader.uints(limits.stringsMax + 1);
  const bytes = reader.raw(textSize);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const strings: string[] = [];
  let at = 0;
  for (const length of lengths) {
    strings.push(text.slice(at, at + length));
    at += length;
  }
  if (at !== text.length) throw malformed('the lengths of its strings are wrong');
  return strings;
}

function readFrames(reader: ColumnReader, stringCount: number, limits: ProfileLimits): FrameTable {
  const name = reader.uints(limits.framesMax + 1);
  const count = name.length;
  const file = unshifted(reader.uints(count));
  const module = unshifted(reader.uints(count));
  const line = reader.uints(count);
  const kind = Uint8Array.from(reader.uints(count));
  for (const column of [file, module, line, kind]) checkLength(column.length, count);
  checkBelow(name, stringCount);
  checkBelowOrNone(file, stringCount);
  checkBelowOrNone(module, stringCount);
  return { count, name, file, module, line, kind };
}

function readStacks(reader: ColumnReader, frameCount: number, limits: ProfileLimits): StackTable {
  const parent = reader.uints(limits.stacksMax + 1);
  const count = parent.length;
  for (let row = 0; row < count; row++) {
    const distance = parent[row] as number;
    if (distance > row) throw malformed('a stack has a caller that is not before it');
    parent[row] = distance === 0 ? none : row - distance;
  }
  const frame = reader.uints(count);
  checkLength(frame.length, count);
  checkBelow(frame, frameCount);
  return { count, parent, frame };
}

function readSamples(
  reader: ColumnReader,
  about: EventHeader,
  budget: { readonly samples: number; readonly values: number; readonly labels: number },
): SampleTable {
  const stack = reader.uints(budget.samples);
  const count = stack.length;
  // A column that is constant takes no bytes, whatever its length: the bytes do not bound the values.
  if (count * about.types.length > budget.values) throw malformed('it has too many values');
  const timeMs = reader.floats(count);
  const thread = unshifted(reader.uints(count));
  const state = unshifted(reader.uints(count));
  const values = about.types.map(() => reader.floats(count));
  const labelOffsets = reader.uints(count + 1);
  const labelKeys = reader.uints(budget.labels);
  const labelValues = reader.uints(labelKeys.length);
  return {
    ...about,
    count,
    stack,
    timeMs,
    thread,
    state,
    values,
    labelOffsets,
    labelKeys,
    labelValues,
  };
}

function checkSamples(table: SampleTable, stackCount: number, stringCount: number): void {
  const { count, labelOffsets, labelKeys, labelValues } = table;
  checkBelow(table.stack, stackCount);
  for (const column of [table.timeMs, table.thread, table.state]) {
    if (column.length !== 0) checkLength(column.length, count);
  }
  for (const column of table.values) checkLength(column.length, count);
  checkBelowOrNone(table.thread, stringCount);
  checkBelowOrNone(table.state, stringCount);
  checkBelow(labelKeys, stringCount);
  checkBelow(labelValues, stringCount);
  checkLength(labelValues.length, labelKeys.length);
  if (labelOffsets.length === 0) {
    checkLength(labelKeys.length, 0);
    return;
  }
  checkLength(labelOffsets.length, count + 1);
  let last = 0;
  for (const offset of labelOffsets) {
    if (offset < last) throw malformed('its labels are out of order');
    last = offset;
  }
  if (labelOffsets[0] !== 0) throw malformed('its labels are out of order');
  checkLength(last, labelKeys.length);
}

function unshifted(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) - 1;
  return values;
}

function checkLength(length: number, wanted: number): void {
  if (length !== wanted) throw malformed('its columns have different lengths');
}

function checkBelow(values: Uint32Array, bound: number): void {
  let greatest = -1;
  for (let i = 0; i < values.length; i++) {
    if ((values[i] as number) > greatest) greatest = values[i] as number;
  }
  if (greatest >= bound) throw malformed('it refers to what it does not hold');
}

function checkBelowOrNone(values: Uint32Array, bound: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value >= bound && value !== none) throw malformed('it refers to what it does not hold');
  }
}
