import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';
import type { ProfileBuilder } from '../profile-builder.ts';
import { FrameKind, type ValueType, none } from '../stack-profile.ts';
import { type FirefoxTable, tableOf } from './firefox-tables.ts';
import { parseLocation } from './firefox-location.ts';
import { type JsonObject, indexOf, listOf, numberOf, textOf } from './json-values.ts';

const weightTypes: Readonly<Record<string, ValueType>> = {
  samples: { name: 'samples', unit: 'count' },
  'tracing-ms': { name: 'time', unit: 'milliseconds' },
  bytes: { name: 'space', unit: 'bytes' },
};
const allocated: ValueType = { name: 'alloc_space', unit: 'bytes' };

/** What implemented a function of a script, in Gecko's words. */
const kindOfImplementation: Readonly<Record<string, FrameKind>> = {
  interpreter: FrameKind.interpreted,
  blinterp: FrameKind.interpreted,
  baseline: FrameKind.c1,
  ion: FrameKind.compiled,
};

/** One thread: its tables, or those that all threads share where it has none of its own. */
export class FirefoxThread {
  readonly #builder: ProfileBuilder;
  readonly #fields: JsonObject;
  readonly #shared: JsonObject;
  readonly #label: number;
  readonly #strings: readonly unknown[];

  constructor(builder: ProfileBuilder, fields: JsonObject, shared: JsonObject, label: number) {
    this.#builder = builder;
    this.#fields = fields;
    this.#shared = shared;
    this.#label = label;
    const own = fields['stringArray'] ?? fields['stringTable'];
    this.#strings = listOf(own ?? shared['stringArray']);
  }

  /** Adds the samples. Times in the file are from `startMs` on; `span` comes to include them. */
  read(startMs: number, span: { startMs: number; endMs: number }): void {
    const stacks = this.#readStacks();
    const samples = tableOf(this.#fields['samples']);
    const type = weightTypes[textOf(samplesField(this.#fields, 'weightType')) ?? 'samples'];
    const noteTime = (timeMs: number): void => {
      if (!Number.isFinite(timeMs)) return;
      span.startMs = Math.min(span.startMs, timeMs);
      span.endMs = Math.max(span.endMs, timeMs);
    };
    const readTable = (table: FirefoxTable, event: string, weighs: ValueType): void => {
      const into = this.#builder.event(event, [weighs]);
      visitRows(table, (row, time) => {
        const stack = stacks[indexOf(table.get('stack', row)) ?? -1];
        const weight = numberOf(table.get('weight', row)) ?? 1;
        const timeMs = startMs + time;
        noteTime(timeMs);
        // Negative bytes are given back: they belong to what was allocated elsewhere.
        if (stack === undefined || (weighs === allocated && weight <= 0)) return;
        into.add(stack, timeMs, this.#label);
        into.setValue(0, weight);
      });
    };
    const weighs = type ?? { name: 'samples', unit: 'count' };
    readTable(samples, weighs.name, weighs);
    for (const name of ['nativeAllocations', 'jsAllocations']) {
      const table = tableOf(this.#fields[name]);
      if (table.length > 0) readTable(table, name, allocated);
    }
  }

  #table(name: string): FirefoxTable {
    return tableOf(this.#fields[name] ?? this.#shared[name]);
  }

  #readStacks(): Uint32Array {
    const table = this.#table('stackTable');
    const frames = this.#readFrames();
    const stacks = new Uint32Array(table.length);
    for (let row = 0; row < table.length; row++) {
      const frame = frames[indexOf(table.get('frame', row)) ?? -1];
      if (frame === undefined) throw malformed('a stack has a frame that it does not hold');
      const prefix = table.get('prefix', row) ?? undefined;
      const caller = prefix === undefined ? -1 : indexOf(prefix);
      if (caller === undefined || caller >= row) {
        throw malformed('a stack has a caller that is not before it');
      }
      stacks[row] = this.#builder.stack(caller < 0 ? none : (stacks[caller] as number), frame);
    }
    return stacks;
  }

  #readFrames(): number[] {
    const table = this.#table('frameTable');
    const frames: number[] = [];
    const isText = !table.has('func') && table.has('location');
    const functions = this.#table('funcTable');
    for (let row = 0; row < table.length; row++) {
      frames.push(isText ? this.#textFrame(table, row) : this.#frame(table, functions, row));
    }
    return frames;
  }

  #frame(table: FirefoxTable, functions: FirefoxTable, row: number): number {
    const called = indexOf(table.get('func', row)) ?? -1;
    const name = this.#text(functions.get('name', called));
    if (name === undefined) throw malformed('a frame has a function that it does not hold');
    const builder = this.#builder;
    const line = indexOf(table.get('line', row)) ?? indexOf(functions.get('lineNumber', called));
    return builder.frame(builder.string(name), {
      file: this.#string(this.#fileName(functions, called)),
      module: this.#string(this.#resourceName(functions, called)),
      line: line === undefined || line >= none ? 0 : line,
      kind: this.#kind(table, functions, row, called),
    });
  }

  #kind(table: FirefoxTable, functions: FirefoxTable, row: number, called: number): FrameKind {
    const implementation = this.#text(table.get('implementation', row)) ?? '';
    const known = kindOfImplementation[implementation];
    if (known !== undefined) return known;
    if ((numberOf(table.get('inlineDepth', row)) ?? 0) > 0) return FrameKind.inlined;
    const isNative = (numberOf(table.get('address', row)) ?? -1) >= 0;
    if (isNative && functions.get('isJS', called) !== true) return FrameKind.native;
    return FrameKind.unknown;
  }

  #textFrame(table: FirefoxTable, row: number): number {
    const location = this.#text(table.get('location', row));
    if (location === undefined) throw malformed('a frame has no text');
    const { name, file, module, line } = parseLocation(location);
    const implementation = this.#text(table.get('implementation', row)) ?? '';
    return this.#builder.frame(this.#builder.string(name), {
      file: this.#string(file),
      module: this.#string(module),
      line: indexOf(table.get('line', row)) ?? line,
      kind: kindOfImplementation[implementation] ?? FrameKind.unknown,
    });
  }

  #fileName(functions: FirefoxTable, called: number): string | undefined {
    const own = this.#text(functions.get('fileName', called));
    if (own !== undefined) return own;
    const source = indexOf(functions.get('source', called));
    if (source === undefined) return undefined;
    return this.#text(this.#table('sources').get('filename', source));
  }

  #resourceName(functions: FirefoxTable, called: number): string | undefined {
    const resource = indexOf(functions.get('resource', called));
    if (resource === undefined) return undefined;
    return this.#text(this.#table('resourceTable').get('name', resource));
  }

  #text(index: unknown): string | undefined {
    return textOf(this.#strings[indexOf(index) ?? -1]);
  }

  #string(text: string | undefined): number {
    return text === undefined || text === '' ? none : this.#builder.string(text);
  }
}

/** Calls for every row with its time, which the table gives as such or as steps. */
function visitRows(table: FirefoxTable, visit: (row: number, timeMs: number) => void): void {
  const inSteps = table.has('timeDeltas');
  let sum = 0;
  for (let row = 0; row < table.length; row++) {
    sum += numberOf(table.get('timeDeltas', row)) ?? 0;
    visit(row, inSteps ? sum : (numberOf(table.get('time', row)) ?? 0));
  }
}

function samplesField(fields: JsonObject, name: string): unknown {
  const samples = fields['samples'];
  return typeof samples === 'object' && samples !== null && name in samples
    ? (samples as JsonObject)[name]
    : undefined;
}

function malformed(what: string): CodedError {
  return new CodedError(
    profileErrors.malformed.code,
    `the Firefox profile cannot be read: ${what}`,
  );
}
