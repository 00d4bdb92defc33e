import { must } from '@stormpetrel/base';
import { type Selection, sampleFilter } from '../analysis/selection.ts';
import { Float64Column, Uint32Column } from '../columns.ts';
import { PairTable } from '../pair-table.ts';
import {
  FrameKind,
  type SampleTable,
  type StackProfile,
  type ValueType,
  none,
} from '../stack-profile.ts';
import { labelKeys } from './label-keys.ts';
import { WireWriter } from './wire-writer.ts';

/**
 * The selected samples of one event as an unpacked pprof file: of the first event that is selected and has the type of value
 * that is named, which becomes the default type of the file. Frames that are inlined share a location with the call that they
 * are in. Thread and state become labels; times of samples have no place in the format, so samples of the same stack, thread,
 * state and labels are one there. Values are whole numbers there, so spans of time that are not become nanoseconds.
 */
export function writePprof(
  profile: StackProfile,
  selection: Selection = {},
): Uint8Array<ArrayBuffer> {
  const table = writtenTable(profile, selection);
  const writer = new WireWriter();
  const strings = new StringTable();
  const valueType = (field: number, { name, unit }: ValueType): void => {
    writer.message(field, (message) => {
      message.int(1, strings.index(name));
      message.int(2, strings.index(unit));
    });
  };
  const columns = table === undefined ? [] : writtenColumns(table);
  for (const column of columns) valueType(1, column);
  const code = new CodeWriter(profile, writer, strings);
  if (table !== undefined) writeSamples(profile, table, { columns, selection, code });
  code.writeTables();
  writer.int(9, profile.startMs * 1e6);
  writer.int(10, Math.max(0, profile.endMs - profile.startMs) * 1e6);
  const period = table?.period;
  if (period !== undefined) {
    valueType(11, period.type);
    writer.int(12, period.value);
  }
  const main = selection.type ?? columns[table?.mainType ?? 0]?.name;
  writer.int(14, strings.index(main ?? ''));
  for (const text of strings.texts) writer.text(6, text);
  return writer.finish();
}

function writtenTable({ samples }: StackProfile, { events, type }: Selection) {
  return samples.find(
    ({ event, types }) =>
      (events === undefined || events.includes(event)) &&
      (type === undefined || types.some(({ name }) => name === type)),
  );
}

interface WrittenColumn extends ValueType {
  readonly scale: number;
  /** Undefined: one a sample. */
  readonly values: Float64Array | undefined;
}

const nanosecondsOf: Readonly<Record<string, number>> = {
  microseconds: 1e3,
  milliseconds: 1e6,
  seconds: 1e9,
};

/** A file without values has no weight at all, so samples that have none count one each. */
function writtenColumns({ types, values }: SampleTable): WrittenColumn[] {
  if (types.length === 0) {
    return [{ name: 'samples', unit: 'count', scale: 1, values: undefined }];
  }
  return types.map(({ name, unit }, type) => {
    const column = values[type];
    const scale = nanosecondsOf[unit];
    const isWhole = scale === undefined || column === undefined || column.every(Number.isInteger);
    if (isWhole) return { name, unit, scale: 1, values: column };
    return { name, unit: 'nanoseconds', scale, values: column };
  });
}

function writeSamples(
  profile: StackProfile,
  table: SampleTable,
  about: {
    readonly columns: readonly WrittenColumn[];
    readonly selection: Selection;
    readonly code: CodeWriter;
  },
): void {
  const { columns, selection, code } = about;
  const takes = sampleFilter(profile, table, selection);
  const groups = new SampleGroups(table);
  const sums = columns.map(() => new Float64Column());
  for (let row = 0; row < table.count; row++) {
    if (takes !== undefined && !takes(row)) continue;
    const group = groups.groupOf(row);
    columns.forEach(({ values, scale }, type) => {
      const sum = sums[type] as Float64Column;
      sum.fillTo(group + 1, 0);
      sum.set(group, sum.get(group) + (values === undefined ? 1 : (values[row] as number) * scale));
    });
  }
  for (let group = 0; group < groups.count; group++) {
    const row = groups.firstRow(group);
    const values = sums.map((sum) => sum.get(group));
    code.writeSample(table.stack[row] as number, values, labelsOf(profile, table, row));
  }
}

/** Numbers samples by all that the format can tell of them: stack, thread, state and labels. */
class SampleGroups {
  readonly #table: SampleTable;
  /** Lists of strings: a list without its last one, and that. */
  readonly #lists = new PairTable();
  /** Groups: stack, and the list of what else is said. */
  readonly #groups = new PairTable();
  readonly #rows = new Uint32Column();

  constructor(table: SampleTable) {
    this.#table = table;
  }

  get count(): number {
    return this.#groups.size;
  }

  groupOf(row: number): number {
    const { stack, thread, state, labelOffsets, labelKeys: keys, labelValues } = this.#table;
    const lists = this.#lists;
    let list = lists.intern(lists.intern(none, thread[row] ?? none), state[row] ?? none);
    const end = labelOffsets[row + 1] ?? 0;
    for (let at = labelOffsets[row] ?? 0; at < end; at++) {
      list = lists.intern(list, keys[at] as number);
      list = lists.intern(list, labelValues[at] as number);
    }
    const group = this.#groups.intern(stack[row] as number, list);
    if (group === this.#rows.length) this.#rows.push(row);
    return group;
  }

  firstRow(group: number): number {
    return this.#rows.get(group);
  }
}

function labelsOf({ strings }: StackProfile, table: SampleTable, row: number): [string, string][] {
  const labels: [string, string][] = [];
  const thread = table.thread[row] ?? none;
  if (thread !== none) labels.push([labelKeys.thread, strings[thread] ?? '']);
  const state = table.state[row] ?? none;
  if (state !== none) labels.push([labelKeys.state, strings[state] ?? '']);
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
