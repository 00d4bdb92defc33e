/** Takes the events of one kind in a chunk: where their fields lie, and how they become rows. */
import { none } from '../stack-profile.ts';
import type { ChunkHeader } from './chunk/chunk-header.ts';
import type { ChunkIds, LocalIds } from './chunk/chunk-ids.ts';
import type { EventKind, InnerKind, Weight } from './event-kinds.ts';
import type { JfrBytes } from './bytes/jfr-bytes.ts';
import { Layout, Slots } from './chunk/layout.ts';
import type { JfrType, JfrTypes } from './chunk/metadata.ts';
import type { Allocation, Leaks } from './leaks.ts';
import type { SampleRows } from './sample-rows.ts';

const slotOf = {
  time: 0,
  stack: 1,
  thread: 2,
  state: 3,
  inner: 4,
  address: 5,
  firstWeight: 6,
} as const;

const nanosecondsOf: Readonly<Record<string, number>> = {
  NANOSECONDS: 1,
  MICROSECONDS: 1e3,
  MILLISECONDS: 1e6,
  SECONDS: 1e9,
};

export class EventReader {
  readonly rows: SampleRows;
  readonly #layout: Layout;
  readonly #slots: Slots;
  readonly #ids: ChunkIds;
  readonly #header: ChunkHeader;
  readonly #weights: readonly ((slots: Slots) => number)[];
  readonly #hasThread: boolean;
  readonly #hasState: boolean;
  readonly #innerKind: InnerKind;

  private constructor(
    rows: SampleRows,
    layout: Layout,
    type: JfrType,
    ids: ChunkIds,
    header: ChunkHeader,
  ) {
    this.rows = rows;
    this.#layout = layout;
    this.#ids = ids;
    this.#header = header;
    this.#slots = new Slots(slotOf.firstWeight + fieldsOf(rows.kind).length);
    this.#weights = rows.kind.weights.map((weight) =>
      weightReader(weight, rows.kind, type, header),
    );
    const names = new Set(type.fields.map((field) => field.name));
    this.#hasThread = names.has('eventThread') || names.has('sampledThread');
    this.#hasState = names.has('state');
    this.#innerKind = rows.kind.inner?.of ?? 'class';
  }

  /** The reader of a type of events, or undefined when its fields cannot be told apart. */
  static of(
    type: JfrType,
    types: JfrTypes,
    rows: SampleRows,
    ids: ChunkIds,
    header: ChunkHeader,
  ): EventReader | undefined {
    const wanted: Record<string, number> = {
      startTime: slotOf.time,
      stackTrace: slotOf.stack,
      eventThread: slotOf.thread,
      sampledThread: slotOf.thread,
      state: slotOf.state,
    };
    const { kind } = rows;
    if (kind.inner !== undefined) wanted[kind.inner.field] = slotOf.inner;
    if (kind.memory !== undefined) wanted['address'] = slotOf.address;
    fieldsOf(kind).forEach((field, i) => {
      wanted[field] = slotOf.firstWeight + i;
    });
    const layout = Layout.of(type.id, types, wanted, header.compressed);
    return layout && new EventReader(rows, layout, type, ids, header);
  }

  /** Reads the event that `bytes` stands at, behind its size and type. False when it has no stack. */
  read(bytes: JfrBytes): boolean {
    const slots = this.#slots;
    this.#layout.read(bytes, slots);
    const { lo, hi } = slots;
    const stackLo = lo[slotOf.stack] as number;
    const stackHi = hi[slotOf.stack] as number;
    if (stackLo === 0 && stackHi === 0) return false;
    const ids = this.#ids;
    const { rows } = this;
    const innerLo = lo[slotOf.inner] as number;
    const innerHi = hi[slotOf.inner] as number;
    rows.stack.push(ids.site(stackLo, stackHi, innerLo, innerHi, this.#innerKind));
    rows.thread.push(this.#hasThread ? numberOf(ids.threads, slots, slotOf.thread) : none);
    rows.state.push(this.#hasState ? numberOf(ids.states, slots, slotOf.state) : none);
    rows.timeMs.push(this.#timeMs(lo[slotOf.time] as number, hi[slotOf.time] as number));
    for (let i = 0; i < this.#weights.length; i++) {
      const weight = (this.#weights[i] as (slots: Slots) => number)(slots);
      rows.values[i]?.push(weight);
    }
    return true;
  }

  /** What the event that was read last, and that was given a row, tells of native memory. */
  allocation(): Allocation {
    const { rows } = this;
    const { lo, hi } = this.#slots;
    const row = rows.count - 1;
    return {
      addressLo: lo[slotOf.address] as number,
      addressHi: hi[slotOf.address] as number,
      timeMs: rows.timeMs.get(row),
      site: rows.stack.get(row),
      thread: rows.thread.get(row),
      sizeBytes: rows.values.at(-1)?.get(row) ?? 0,
    };
  }

  /** Reads the event that `bytes` stands at, behind its size and type, as one that frees native memory. */
  readFree(bytes: JfrBytes, leaks: Leaks): void {
    const slots = this.#slots;
    this.#layout.read(bytes, slots);
    const { lo, hi } = slots;
    const timeMs = this.#timeMs(lo[slotOf.time] as number, hi[slotOf.time] as number);
    leaks.free(lo[slotOf.address] as number, hi[slotOf.address] as number, timeMs);
  }

  #timeMs(lo: number, hi: number): number {
    const header = this.#header;
    const ticks =
      (hi - header.startTicksHi) * 4294967296 + ((lo >>> 0) - (header.startTicksLo >>> 0));
    return header.startMs + (ticks * 1000) / header.ticksPerSecond;
  }
}

function numberOf(ids: LocalIds, slots: Slots, slot: number): number {
  return ids.number(slots.lo[slot] as number, slots.hi[slot] as number);
}

/** The fields that the weights of a kind ask for. */
function fieldsOf(kind: EventKind): readonly string[] {
  return kind.weights.flatMap((weight) => {
    if (weight.kind === 'amount') return weight.fields;
    return weight.field === undefined ? [] : [weight.field];
  });
}

function weightReader(
  weight: Weight,
  kind: EventKind,
  type: JfrType,
  header: ChunkHeader,
): (slots: Slots) => number {
  const fields = fieldsOf(kind);
  const slotOfField = (field: string): number => slotOf.firstWeight + fields.indexOf(field);
  const fieldNamed = (name: string) => type.fields.find((field) => field.name === name);
  if (weight.kind === 'count') {
    if (weight.field === undefined || fieldNamed(weight.field) === undefined) return () => 1;
    const slot = slotOfField(weight.field);
    return (slots) => Math.max(0, slots.number(slot));
  }
  if (weight.kind === 'amount') {
    const slots = weight.fields.map(slotOfField);
    return (values) => {
      for (const slot of slots) {
        const amount = values.number(slot);
        if (amount > 0) return amount;
      }
      return 0;
    };
  }
  const slot = slotOfField(weight.field);
  const unit = fieldNamed(weight.field)?.timespan ?? weight.unit;
  const factor = unit === 'TICKS' ? 1e9 / header.ticksPerSecond : (nanosecondsOf[unit] ?? 1);
  // Whole nanoseconds: ticks are no finer, and whole numbers are stored in half the room.
  return (slots) => Math.max(0, Math.round(slots.number(slot) * factor));
}
