/**
 * The pools of a chunk: what the ids in its events, and in each other, stand for. They come in checkpoint events:
 *
 *     int size, long type (1), long time, long duration, long delta to the checkpoint before, byte flags,
 *     int count of pools, of each: long type, int count of entries, of each: long id, the value
 *
 * An entry may refer to one that comes later, in any pool, so nothing is looked up before all are read. Only what a stack
 * needs is kept, as ids; of the stacks only where they lie in the file, since they are most of a recording and most of them
 * may not be asked for.
 */
import { Uint32Column } from '../columns.ts';
import { PairTable } from '../pair-table.ts';
import { none } from '../stack-profile.ts';
import type { LocalIds } from './chunk/chunk-ids.ts';
import type { JfrBytes } from './bytes/jfr-bytes.ts';
import { JfrDamage } from './jfr-damage.ts';
import { tooLarge } from './jfr-errors.ts';
import { Layout, Slots, type WantedFields, listen } from './chunk/layout.ts';
import { jfrLimits } from './limits.ts';
import type { JfrTypes } from './chunk/metadata.ts';
import { PoolText, type PooledText } from './pool-text.ts';

/** Entries of a pool that refer to up to two others. */
export class ReferencePool {
  readonly ids = new PairTable();
  readonly #columns: readonly Uint32Column[] = Array.from({ length: 4 }, () => new Uint32Column());

  /** Takes an entry in; one that comes again replaces the former. */
  put(lo: number, hi: number, slots: Slots): void {
    const index = this.ids.intern(lo >>> 0, hi >>> 0);
    if (index >= jfrLimits.poolEntriesMax) throw tooLarge('classes or methods in a chunk');
    const [firstLo, firstHi, secondLo, secondHi] = this.#columns as Columns;
    setOrPush(firstLo, index, slots.lo[0] as number);
    setOrPush(firstHi, index, slots.hi[0] as number);
    setOrPush(secondLo, index, slots.lo[1] as number);
    setOrPush(secondHi, index, slots.hi[1] as number);
  }

  find(lo: number, hi: number): number {
    return this.ids.find(lo >>> 0, hi >>> 0);
  }

  /** Half of an id: 0 and 1 are the lower and upper one of the first, 2 and 3 those of the second. */
  half(index: number, which: 0 | 1 | 2 | 3): number {
    return (this.#columns[which] as Uint32Column).get(index);
  }
}

type Columns = readonly [Uint32Column, Uint32Column, Uint32Column, Uint32Column];

function setOrPush(column: Uint32Column, index: number, value: number): void {
  if (index < column.length) column.set(index, value);
  else column.push(value);
}

/** Threads, states of threads and kinds of frames: few, and each just a name. */
export class NamePool {
  readonly #ids = new PairTable();
  readonly #names: (string | PooledText)[] = [];
  readonly #strings: PoolText;

  constructor(strings: PoolText) {
    this.#strings = strings;
  }

  get names(): readonly string[] {
    return this.#names.map((name) => this.#textOf(name));
  }

  /** Takes a name in; one that comes again replaces the former. */
  put(lo: number, hi: number, name: string | PooledText): void {
    const index = this.#ids.intern(lo >>> 0, hi >>> 0);
    if (index >= jfrLimits.namesMax) throw tooLarge('threads in a chunk');
    this.#names[index] = name;
  }

  find(lo: number, hi: number): string | undefined {
    const name = this.#names[this.#ids.find(lo >>> 0, hi >>> 0)];
    return name === undefined ? undefined : this.#textOf(name);
  }

  /** A table of strings for the numbers that events name. */
  resolve(ids: LocalIds, stringOf: (name: string) => number): Uint32Array {
    const table = new Uint32Array(ids.size).fill(none);
    for (let i = 0; i < this.#names.length; i++) {
      const number = ids.find(this.#ids.first.get(i) | 0, this.#ids.second.get(i) | 0);
      if (number >= 0) table[number] = this.#stringOf(i, stringOf);
    }
    return table;
  }

  #stringOf(index: number, stringOf: (name: string) => number): number {
    const name = this.#textOf(this.#names[index] ?? '');
    return name === '' ? none : stringOf(name);
  }

  #textOf(name: string | PooledText): string {
    return typeof name === 'string' ? name : (this.#strings.text(name.lo, name.hi) ?? '');
  }
}

/** Where entries of stacks lie. */
export interface StackRange {
  readonly position: number;
  readonly count: number;
  readonly bound: number;
}

export const threadFields: WantedFields = {
  javaName: 0,
  osName: 1,
  javaThreadId: 2,
  osThreadId: 3,
};

/** Fields of the frames of a stack, and the slots they go to. */
export const stackFields: WantedFields = { frames: listen, method: 0, lineNumber: 1, type: 2 };

export class ConstantPools {
  readonly strings = new PoolText();
  readonly symbols = new PoolText(this.strings);
  readonly classes = new ReferencePool();
  readonly methods = new ReferencePool();
  /** Objects that were not freed, which refer to their class. */
  readonly objects = new ReferencePool();
  readonly threads = new NamePool(this.strings);
  readonly states = new NamePool(this.strings);
  readonly frameTypes = new NamePool(this.strings);
  readonly stacks: StackRange[] = [];
  readonly #types: JfrTypes;
  readonly #compressed: boolean;
  readonly #readers = new Map<number, ((bytes: JfrBytes) => void) | undefined>();

  constructor(types: JfrTypes, compressed: boolean) {
    this.#types = types;
    this.#compressed = compressed;
  }

  /** Reads the checkpoint that `bytes` stands at, behind its size and type. Throws `JfrDamage`; what came before stays. */
  read(bytes: JfrBytes, bound: number): void {
    bytes.long();
    bytes.long();
    bytes.long();
    bytes.u8();
    const pools = bytes.count();
    for (let pool = 0; pool < pools; pool++) {
      const typeId = bytes.long();
      const count = bytes.count();
      const reader = this.#readerOf(typeId);
      if (reader === undefined) throw new JfrDamage(`a pool of the unknown type ${typeId}`);
      if (this.#types.get(typeId)?.name === 'jdk.types.StackTrace') {
        this.stacks.push({ position: bytes.position, count, bound });
      }
      for (let i = 0; i < count; i++) reader(bytes);
    }
  }

  #readerOf(typeId: number): ((bytes: JfrBytes) => void) | undefined {
    if (!this.#readers.has(typeId)) {
      if (this.#readers.size >= jfrLimits.typesReadMax) return undefined;
      this.#readers.set(typeId, this.#makeReader(typeId));
    }
    return this.#readers.get(typeId);
  }

  #makeReader(typeId: number): ((bytes: JfrBytes) => void) | undefined {
    switch (this.#types.get(typeId)?.name) {
      case 'jdk.types.Symbol':
        return this.#textReader(typeId, this.symbols);
      case 'java.lang.String':
        return this.#textReader(typeId, this.strings);
      case 'java.lang.Class':
        return this.#referenceReader(typeId, this.classes, { name: 0 });
      case 'jdk.types.Method':
        return this.#referenceReader(typeId, this.methods, { type: 0, name: 1 });
      case 'jdk.types.OldObject':
        return this.#referenceReader(typeId, this.objects, { type: 0 });
      case 'java.lang.Thread':
        return this.#nameReader(typeId, this.threads, threadFields, threadName);
      case 'jdk.types.ThreadState':
        return this.#nameReader(typeId, this.states, { name: 0 }, firstText);
      case 'jdk.types.FrameType':
        return this.#nameReader(typeId, this.frameTypes, { description: 0 }, firstText);
      default:
        return this.#skipper(typeId);
    }
  }

  #skipper(typeId: number): ((bytes: JfrBytes) => void) | undefined {
    const layout = Layout.of(typeId, this.#types, {}, this.#compressed);
    if (layout === undefined) return undefined;
    const slots = new Slots(0);
    return (bytes) => {
      bytes.long();
      layout.read(bytes, slots);
    };
  }

  #textReader(typeId: number, pool: PoolText): ((bytes: JfrBytes) => void) | undefined {
    const layout = Layout.of(typeId, this.#types, { string: 0 }, this.#compressed, 0);
    if (layout === undefined) return undefined;
    const slots = new Slots(1);
    slots.pool = pool;
    return (bytes) => {
      bytes.long();
      slots.poolLo = bytes.lo;
      slots.poolHi = bytes.hi;
      layout.read(bytes, slots);
    };
  }

  #referenceReader(
    typeId: number,
    pool: ReferencePool,
    wanted: WantedFields,
  ): ((bytes: JfrBytes) => void) | undefined {
    const layout = Layout.of(typeId, this.#types, wanted, this.#compressed);
    if (layout === undefined) return undefined;
    const slots = new Slots(2);
    return (bytes) => {
      bytes.long();
      const { lo, hi } = bytes;
      layout.read(bytes, slots);
      pool.put(lo, hi, slots);
    };
  }

  #nameReader(
    typeId: number,
    pool: NamePool,
    wanted: WantedFields,
    nameOf: (slots: Slots) => string | PooledText,
  ): ((bytes: JfrBytes) => void) | undefined {
    const layout = Layout.of(typeId, this.#types, wanted, this.#compressed);
    if (layout === undefined) return undefined;
    const slots = new Slots(4);
    return (bytes) => {
      bytes.long();
      const { lo, hi } = bytes;
      layout.read(bytes, slots);
      pool.put(lo, hi, nameOf(slots));
    };
  }
}

function firstText(slots: Slots): string | PooledText {
  return slots.texts[0] ?? '';
}

function threadName(slots: Slots): string | PooledText {
  for (const name of slots.texts) if (name !== '') return name;
  const javaId = slots.number(2);
  return javaId > 0 ? `thread ${javaId}` : `tid ${slots.number(3)}`;
}
