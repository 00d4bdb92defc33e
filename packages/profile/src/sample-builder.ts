import { Float64Column, Uint32Column } from './columns.ts';
import type { SampleBudget, TruncationCount } from './sample-budget.ts';
import { type SampleTable, none } from './stack-profile.ts';

export type EventDescription = Pick<SampleTable, 'event' | 'types' | 'mainType' | 'period'>;

/** Takes the samples of one event. Columns that no sample fills are never made. */
export class SampleBuilder {
  readonly #about: EventDescription;
  readonly #budget: SampleBudget;
  readonly #truncated: TruncationCount;
  readonly #stack = new Uint32Column();
  readonly #values: readonly Float64Column[];
  #timeMs: Float64Column | undefined;
  #thread: Uint32Column | undefined;
  #state: Uint32Column | undefined;
  #labelOffsets: Uint32Column | undefined;
  readonly #labelKeys = new Uint32Column(1);
  readonly #labelValues = new Uint32Column(1);
  /** False while the sample added last was left out: what is said of it is left out with it. */
  #open = false;

  /** Made by `ProfileBuilder.event`. */
  constructor(about: EventDescription, budget: SampleBudget, truncated: TruncationCount) {
    this.#about = about;
    this.#budget = budget;
    this.#truncated = truncated;
    this.#values = about.types.map(() => new Float64Column());
  }

  get count(): number {
    return this.#stack.length;
  }

  /**
   * Adds a sample with all values 0; `setValue` and `addLabel` then tell more of it. The time is in milliseconds since the
   * epoch, 0 where it is not known; thread and state are strings, `none` where they are not known. Times and values that are no
   * finite numbers, as sums of the greatest may be, are 0: one of them would make every total none.
   */
  add(stack: number, timeMs = 0, thread: number = none, state: number = none): void {
    const width = this.#values.length;
    this.#open = this.#budget.samples > 0 && this.#budget.values >= width;
    if (!this.#open) {
      this.#truncated.samples++;
      return;
    }
    this.#budget.samples--;
    this.#budget.values -= width;
    const row = this.#stack.length;
    this.#stack.push(stack);
    for (const column of this.#values) column.push(0);
    if (timeMs !== 0 && Number.isFinite(timeMs)) {
      this.#timeMs ??= new Float64Column();
      this.#timeMs.fillTo(row, 0);
      this.#timeMs.push(timeMs);
    }
    if (thread !== none) this.#thread = pushedAt(this.#thread, row, thread);
    if (state !== none) this.#state = pushedAt(this.#state, row, state);
  }

  /** A value of the sample added last. */
  setValue(type: number, value: number): void {
    if (this.#open && Number.isFinite(value)) {
      this.#values[type]?.set(this.#stack.length - 1, value);
    }
  }

  /** A label of the sample added last; both are strings. */
  addLabel(key: number, value: number): void {
    if (!this.#open) return;
    if (this.#budget.labels <= 0) {
      this.#truncated.names++;
      return;
    }
    this.#budget.labels--;
    this.#labelOffsets ??= new Uint32Column();
    this.#labelOffsets.fillTo(this.#stack.length, this.#labelKeys.length);
    this.#labelKeys.push(key);
    this.#labelValues.push(value);
  }

  /** The table. Gives the columns away. */
  finish(): SampleTable {
    const count = this.#stack.length;
    this.#timeMs?.fillTo(count, 0);
    this.#thread?.fillTo(count, none);
    this.#state?.fillTo(count, none);
    this.#labelOffsets?.fillTo(count + 1, this.#labelKeys.length);
    return {
      ...this.#about,
      count,
      stack: this.#stack.take(),
      timeMs: this.#timeMs?.take() ?? new Float64Array(0),
      thread: this.#thread?.take() ?? new Uint32Array(0),
      state: this.#state?.take() ?? new Uint32Array(0),
      values: this.#values.map((column) => column.take()),
      labelOffsets: this.#labelOffsets?.take() ?? new Uint32Array(0),
      labelKeys: this.#labelKeys.take(),
      labelValues: this.#labelValues.take(),
    };
  }
}

function pushedAt(column: Uint32Column | undefined, row: number, value: number): Uint32Column {
  const made = column ?? new Uint32Column();
  made.fillTo(row, none);
  made.push(value);
  return made;
}
