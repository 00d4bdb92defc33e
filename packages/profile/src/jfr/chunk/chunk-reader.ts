/**
 * Reads one chunk, in three walks, each of which holds only what the next one needs:
 *
 *  1. The events: rows of samples, with ids made into small numbers. On the way the places of the checkpoints are found, so
 *     that their chain need not be followed.
 *  2. The checkpoints: names of classes, methods and threads, and where stacks lie.
 *  3. The stacks that rows name, which become stacks of the profile.
 */
import type { ProfileBuilder } from '../../profile-builder.ts';
import { none } from '../../stack-profile.ts';
import { type ChunkHeader, chunkHeaderBytes } from './chunk-header.ts';
import { ChunkIds, SiteStacks } from './chunk-ids.ts';
import { ChunkNames, type RecentFrames } from './chunk-names.ts';
import { ConstantPools, stackFields } from '../constant-pools.ts';
import { EventReader } from '../event-reader.ts';
import type { JfrBytes } from '../bytes/jfr-bytes.ts';
import { FrameCollector, emptyStack } from '../frame-collector.ts';
import { JfrDamage } from '../jfr-damage.ts';
import { Layout } from './layout.ts';
import { jfrLimits } from '../limits.ts';
import type { JfrTypes, MetadataReader } from './metadata.ts';
import type { SampleRows } from '../sample-rows.ts';

const metadataTypeId = 0;
const checkpointTypeId = 1;

/** What reading a chunk asks of the reader of the recording. */
export interface ChunkHost {
  readonly builder: ProfileBuilder;
  readonly metadata: MetadataReader;
  readonly recentFrames: RecentFrames;
  /** The rows of an event, or undefined when nobody wants that event. */
  rowsOf(event: string): SampleRows | undefined;
  /** Called after each row: MAY make rows fewer. */
  onRow(rows: SampleRows, header: ChunkHeader): void;
  /** Called when all rows of the chunk are there. */
  onEventsRead(): void;
  /** Called now and then with the place reached. Throws when the reading is to end. */
  onProgress(position: number): void;
}

export interface ChunkResult {
  /** Nothing is missing of what the chunk says it holds. */
  readonly whole: boolean;
  /** Events of kinds that are no samples. */
  readonly skippedEvents: number;
  /** Samples left out because no stack is told. */
  readonly withoutStack: number;
  readonly types: JfrTypes;
}

export class ChunkReader {
  readonly #bytes: JfrBytes;
  readonly #header: ChunkHeader;
  readonly #host: ChunkHost;
  readonly #ids = new ChunkIds();
  readonly #checkpoints: number[] = [];
  readonly #touched = new Set<SampleRows>();
  /** Of the event that was gone to last. */
  #typeId = 0;
  #eventEnd = 0;
  #whole: boolean;
  #skippedEvents = 0;
  #withoutStack = 0;

  constructor(bytes: JfrBytes, header: ChunkHeader, host: ChunkHost) {
    this.#bytes = bytes;
    this.#header = header;
    this.#host = host;
    this.#whole = header.whole;
  }

  /** Reads the chunk. A chunk that lost its metadata is read by those of the chunk before. Throws when there are none. */
  read(typesBefore: JfrTypes | undefined): ChunkResult {
    this.#bytes.compressed = this.#header.compressed;
    const types = this.#types(typesBefore);
    this.#readEvents(types);
    this.#host.onEventsRead();
    if (this.#touched.size > 0) {
      const pools = new ConstantPools(types, this.#header.compressed);
      this.#readPools(pools);
      this.#resolve(pools, types);
    }
    return {
      whole: this.#whole,
      skippedEvents: this.#skippedEvents,
      withoutStack: this.#withoutStack,
      types,
    };
  }

  #types(before: JfrTypes | undefined): JfrTypes {
    const told = this.#header.metadataAt;
    const types = (told > 0 ? this.#typesAt(told) : undefined) ?? this.#findTypes();
    if (types !== undefined) return types;
    this.#whole = false;
    if (before === undefined) throw new JfrDamage('the types of its events are not told');
    return before;
  }

  #typesAt(position: number): JfrTypes | undefined {
    if (!this.#goTo(position) || this.#typeId !== metadataTypeId) return undefined;
    return this.#guarded(() => this.#host.metadata.read(this.#bytes));
  }

  /** Looks for the metadata where the header does not tell, as in a chunk that was not finished. */
  #findTypes(): JfrTypes | undefined {
    let found: JfrTypes | undefined;
    this.#walk((position) => {
      if (this.#typeId !== metadataTypeId) return;
      const end = this.#eventEnd;
      found = this.#typesAt(position) ?? found;
      this.#eventEnd = end;
    });
    return found;
  }

  #readEvents(types: JfrTypes): void {
    const readers = new Map<number, EventReader | undefined>();
    const readerOf = (typeId: number): EventReader | undefined => {
      if (readers.has(typeId)) return readers.get(typeId);
      const type = types.get(typeId);
      const rows = type && this.#host.rowsOf(type.name);
      const made = type && rows && EventReader.of(type, types, rows, this.#ids, this.#header);
      if (readers.size < jfrLimits.metadataElementsMax) readers.set(typeId, made);
      if (rows !== undefined && made !== undefined) this.#touched.add(rows);
      if (rows !== undefined && made === undefined) this.#whole = false;
      return made;
    };
    const reached = this.#walk((position) => {
      if (this.#typeId === checkpointTypeId) this.#checkpoints.push(position);
      else if (this.#typeId !== metadataTypeId) this.#readEvent(readerOf(this.#typeId));
    });
    if (reached < this.#header.end) {
      this.#whole = false;
      this.#followCheckpoints(reached);
    }
  }

  #readEvent(reader: EventReader | undefined): void {
    if (reader === undefined) {
      this.#skippedEvents++;
      return;
    }
    try {
      if (reader.read(this.#bytes)) this.#host.onRow(reader.rows, this.#header);
      else this.#withoutStack++;
    } catch (thrown) {
      this.#damaged(thrown);
      this.#skippedEvents++;
    }
  }

  /** Goes from event to event and returns the place where there is none any more. */
  #walk(visit: (position: number) => void): number {
    let position = this.#header.offset + chunkHeaderBytes;
    let told = position;
    while (position < this.#header.end) {
      if (!this.#goTo(position)) break;
      visit(position);
      position = this.#eventEnd;
      if (position - told > progressBytes) {
        told = position;
        this.#host.onProgress(position);
      }
    }
    return position;
  }

  /**
   * Where the walk broke off, pools behind may still be found: newest first, each telling how far back the next one is. None
   * may reach into the one after it, so that no byte is read twice.
   */
  #followCheckpoints(reached: number): void {
    let position = this.#header.poolsAt;
    let bound = this.#header.end;
    while (position >= reached) {
      if (!this.#goTo(position) || this.#typeId !== checkpointTypeId) return;
      if (this.#eventEnd > bound) return;
      this.#checkpoints.push(position);
      bound = position;
      const delta = this.#guarded(() => {
        this.#bytes.long();
        this.#bytes.long();
        return this.#bytes.long();
      });
      if (delta === undefined || delta >= 0) return;
      position += delta;
    }
  }

  #readPools(pools: ConstantPools): void {
    let told = 0;
    for (const position of this.#checkpoints) {
      if (!this.#goTo(position)) continue;
      const end = this.#eventEnd;
      this.#guarded(() => pools.read(this.#bytes, end));
      if (position - told > progressBytes) {
        told = position;
        this.#host.onProgress(position);
      }
    }
  }

  #resolve(pools: ConstantPools, types: JfrTypes): void {
    const { builder } = this.#host;
    const ids = this.#ids;
    const names = new ChunkNames(pools, builder, this.#host.recentFrames);
    const stacks = this.#resolveStacks(pools, types, names);
    const pairs = new Uint32Array(ids.pairCount);
    for (let pair = 0; pair < pairs.length; pair++) {
      pairs[pair] = this.#pairStack(pair, stacks, pools, names);
    }
    // Stacks without frames, as of threads that are just beginning, count all the same.
    for (let i = 0; i < stacks.length; i++) {
      if (stacks[i] === emptyStack) stacks[i] = builder.stack(none, names.unknownFrame());
    }
    const sites = new SiteStacks(stacks, pairs);
    const stringOf = (name: string): number => builder.string(name);
    const threads = pools.threads.resolve(ids.threads, stringOf);
    const states = pools.states.resolve(ids.states, stringOf);
    for (const rows of this.#touched) this.#withoutStack += rows.resolve(sites, threads, states);
  }

  #pairStack(pair: number, stacks: Uint32Array, pools: ConstantPools, names: ChunkNames): number {
    const known = stacks[this.#ids.stackOfPair(pair)] as number;
    if (known === none) return none;
    const inner = this.#ids.innerOfPair(pair);
    let { lo, hi } = inner;
    if (inner.isObject) {
      const object = pools.objects.find(lo, hi);
      lo = object < 0 ? 0 : pools.objects.half(object, 0);
      hi = object < 0 ? 0 : pools.objects.half(object, 1);
    }
    const frame = names.classFrame(pools.classes.find(lo, hi));
    return this.#host.builder.stack(known === emptyStack ? none : known, frame);
  }

  /** The stack of the profile for each stack that an event names, `emptyStack`, or `none` where the chunk has none. */
  #resolveStacks(pools: ConstantPools, types: JfrTypes, names: ChunkNames): Uint32Array {
    const wanted = this.#ids.stacks;
    const stacks = new Uint32Array(wanted.size).fill(none);
    const typeId = [...types.values()].find((type) => type.name === 'jdk.types.StackTrace')?.id;
    const compressed = this.#header.compressed;
    const layout =
      typeId === undefined ? undefined : Layout.of(typeId, types, stackFields, compressed);
    if (layout === undefined) return stacks;
    const frames = new FrameCollector(names);
    let told = 0;
    for (const range of pools.stacks) {
      this.#bytes.seek(range.position, range.bound);
      this.#guarded(() => {
        for (let i = 0; i < range.count; i++) {
          this.#bytes.long();
          const index = wanted.find(this.#bytes.lo, this.#bytes.hi);
          frames.begin(index >= 0);
          layout.read(this.#bytes, frames.slots);
          if (index >= 0) stacks[index] = frames.stack(this.#host.builder);
          if (this.#bytes.position - told > progressBytes) {
            told = this.#bytes.position;
            this.#host.onProgress(told);
          }
        }
      });
    }
    return stacks;
  }

  /**
   * Goes to the event at a place: `bytes` then stands behind its size and type, which are left in `#typeId`, as is its end.
   * False where there is no event.
   */
  #goTo(position: number): boolean {
    const bytes = this.#bytes;
    const chunkEnd = this.#header.end;
    bytes.seek(position, chunkEnd);
    try {
      const size = bytes.int();
      this.#typeId = bytes.long();
      this.#eventEnd = position + size;
      const body = bytes.position;
      // A size of 0 is what a chunk that is being written ends with.
      if (size <= 0 || this.#eventEnd > chunkEnd || this.#eventEnd < body) return false;
      bytes.seek(body, this.#eventEnd);
      return true;
    } catch (thrown) {
      this.#damaged(thrown);
      return false;
    }
  }

  /** Takes in that something is broken. Other errors go on up. */
  #damaged(thrown: unknown): void {
    if (!(thrown instanceof JfrDamage)) throw thrown;
    this.#whole = false;
  }

  #guarded<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (thrown) {
      this.#damaged(thrown);
      return undefined;
    }
  }
}

const progressBytes = 1 << 20;
