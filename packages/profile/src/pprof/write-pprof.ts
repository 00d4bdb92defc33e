import { must } from '@stormpetrel/base';
import { PairTable } from '../pair-table.ts';
import { FrameKind, type SampleTable, type StackProfile, none } from '../stack-profile.ts';
import { WireWriter } from './wire-writer.ts';

/**
 * One event of a profile as an unpacked pprof file; the first event if none is named. Frames that are inlined share a
 * location with the call that they are in. A thread becomes the label `thread`; the times of samples have no place in the
 * format, so samples of the same stack are one there unless labels or threads tell them apart.
 */
export function writePprof(profile: StackProfile, event?: string): Uint8Array<ArrayBuffer> {
  const table = profile.samples.find((one) => event === undefined || one.event === event);
  const writer = new WireWriter();
  const strings = new StringTable();
  const types = table?.types ?? [];
  const valueType = (field: number, name: string, unit: string): void => {
    writer.message(field, (message) => {
      message.int(1, strings.index(name));
      message.int(2, strings.index(unit));
    });
  };
  // A file without values has no weight at all, so samples that have none count one each.
  const counted = types.length === 0 ? [{ name: 'samples', unit: 'count' }] : types;
  for (const { name, unit } of counted) valueType(1, name, unit);
  const code = new CodeWriter(profile, writer, strings);
  if (table !== undefined) writeSamples(profile, table, code);
  code.writeTables();
  writer.int(9, profile.startMs * 1e6);
  writer.int(10, Math.max(0, profile.endMs - profile.startMs) * 1e6);
  const period = table?.period;
  if (period !== undefined) {
    valueType(11, period.type.name, period.type.unit);
    writer.int(12, period.value);
  }
  writer.int(14, strings.index(counted[table?.mainType ?? 0]?.name ?? ''));
  for (const text of strings.texts) writer.text(6, text);
  return writer.finish();
}

function writeSamples(profile: StackProfile, table: SampleTable, code: CodeWriter): void {
  const width = Math.max(1, table.types.length);
  const valuesOf = (row: number): number[] =>
    table.types.length === 0 ? [1] : table.values.map((column) => column[row] as number);
  if (table.thread.length > 0 || table.labelKeys.length > 0) {
    for (let row = 0; row < table.count; row++) {
      code.writeSample(table.stack[row] as number, valuesOf(row), labelsOf(profile, table, row));
    }
    return;
  }
  const sums = new Map<number, number[]>();
  for (let row = 0; row < table.count; row++) {
    const stack = table.stack[row] as number;
    const sum = sums.get(stack) ?? Array.from({ length: width }, () => 0);
    valuesOf(row).forEach((value, type) => (sum[type] = (sum[type] ?? 0) + value));
    sums.set(stack, sum);
  }
  for (const [stack, sum] of sums) code.writeSample(stack, sum, []);
}

function labelsOf({ strings }: StackProfile, table: SampleTable, row: number): [string, string][] {
  const labels: [string, string][] = [];
  const thread = table.thread[row] ?? none;
  if (thread !== none) labels.push(['thread', strings[thread] ?? '']);
  for (let at = table.labelOffsets[row] ?? 0; at < (table.labelOffsets[row + 1] ?? 0); at++) {
    const key = strings[table.labelKeys[at] as number] ?? '';
    labels.push([key, strings[table.labelValues[at] as number] ?? '']);
  }
  return labels;
}

class StringTable {
  readonly texts: string[] = [''];
  readonly #ids = new Map<string, number>([['', 0]]);

  index(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** Locations, functions and mappings, made as samples need them. All ids are places plus one. */
class CodeWriter {
  readonly #profile: StackProfile;
  readonly #writer: WireWriter;
  readonly #strings: StringTable;
  /** A location: the location that its innermost frame is inlined into, or `none`, and that frame. */
  readonly #locations = new PairTable();
  /** A function: name and file. */
  readonly #functions = new PairTable();
  readonly #mappings = new Map<number, number>();

  constructor(profile: StackProfile, writer: WireWriter, strings: StringTable) {
    this.#profile = profile;
    this.#writer = writer;
    this.#strings = strings;
  }

  writeSample(
    stack: number,
    values: readonly number[],
    labels: readonly (readonly [string, string])[],
  ): void {
    const strings = this.#strings;
    this.#writer.message(2, (message) => {
      message.ints(1, this.#locationsOf(stack));
      message.ints(2, values);
      for (const [key, value] of labels) {
        message.message(3, (label) => {
          label.int(1, strings.index(key));
          label.int(2, strings.index(value));
        });
      }
    });
  }

  writeTables(): void {
    const { frames, strings } = this.#profile;
    const text = (string: number): number =>
      string === none ? 0 : this.#strings.index(strings[string] ?? '');
    for (let location = 0; location < this.#locations.size; location++) {
      const frame = this.#locations.second.get(location);
      this.#writer.message(4, (message) => {
        message.int(1, location + 1);
        message.int(2, this.#mapping(frames.module[frame] as number));
        for (let at = location; at !== none; at = this.#locations.first.get(at)) {
          this.#writeLine(message, this.#locations.second.get(at));
        }
      });
    }
    for (let row = 0; row < this.#functions.size; row++) {
      const name = text(this.#functions.first.get(row));
      this.#writer.message(5, (message) => {
        message.int(1, row + 1);
        message.int(2, name);
        message.int(3, name);
        message.int(4, text(this.#functions.second.get(row)));
      });
    }
    for (const [module, id] of this.#mappings) {
      this.#writer.message(3, (message) => {
        message.int(1, id);
        message.int(5, text(module));
      });
    }
  }

  #writeLine(location: WireWriter, frame: number): void {
    const { name, file, line } = this.#profile.frames;
    location.message(4, (message) => {
      message.int(1, this.#functions.intern(name[frame] as number, file[frame] as number) + 1);
      message.int(2, line[frame] as number);
    });
  }

  /** From the innermost to the outermost. */
  #locationsOf(stack: number): number[] {
    const { frames, stacks } = this.#profile;
    const path: number[] = [];
    for (let at = stack; at !== none; at = stacks.parent[at] as number) {
      path.push(stacks.frame[at] as number);
    }
    const locations: number[] = [];
    for (const frame of path.reverse()) {
      const within = frames.kind[frame] === FrameKind.inlined ? locations.pop() : undefined;
      const outer = within === undefined ? none : within - 1;
      locations.push(this.#locations.intern(outer, frame) + 1);
    }
    return locations.reverse();
  }

  #mapping(module: number): number {
    if (module === none) return 0;
    if (!this.#mappings.has(module)) this.#mappings.set(module, this.#mappings.size + 1);
    return must(this.#mappings.get(module), 'was just put in');
  }
}
