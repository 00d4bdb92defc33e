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
import type { ChunkHeader } from './chunk-header.ts';
import { ChunkIds, type InnerEnd, SiteStacks } from './chunk-ids.ts';
import { ChunkNames, type RecentFrames } from './chunk-names.ts';
import { ChunkWalk, progressBytes } from './chunk-walk.ts';
import { ConstantPools, stackFields } from '../constant-pools.ts';
import { EventReader } from '../event-reader.ts';
import type { JfrBytes } from '../bytes/jfr-bytes.ts';
import { FrameCollector, emptyStack } from '../frame-collector.ts';
import { JfrDamage } from '../jfr-damage.ts';
import { Layout } from './layout.ts';
import type { Allocation, Leaks } from '../leaks.ts';
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
  readonly leaks: Leaks;
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
  readonly #walk: ChunkWalk;
  readonly #ids = new ChunkIds();
  readonly #checkpoints: number[] = [];
  readonly #touched = new Set<SampleRows>();
  #skippedEvents = 0;
  #withoutStack = 0;
  /** Readers of events that free native memory, by their types, as far as there are such events. */
  readonly #frees = new Map<number, EventReader>();
  /** How often there was no room for allocations. */
  #leakWalks = 0;

  constructor(bytes: JfrBytes, header: ChunkHeader, host: ChunkHost) {
    this.#bytes = bytes;
    this.#header = header;
    this.#host = host;
    this.#walk = new ChunkWalk(bytes, header, (position) => host.onProgress(position));
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
      whole: this.#walk.isWhole,
      skippedEvents: this.#skippedEvents,
      withoutStack: this.#withoutStack,
      types,
    };
  }

  #types(before: JfrTypes | undefined): JfrTypes {
    const told = this.#header.metadataAt;
    const types = (told > 0 ? this.#typesAt(told) : undefined) ?? this.#findTypes();
    if (types !== undefined) return types;
    this.#walk.isWhole = false;
    if (before === undefined) throw new JfrDamage('the types of its events are not told');
    return before;
  }

  #typesAt(position: number): JfrTypes | undefined {
    if (!this.#walk.goTo(position) || this.#walk.typeId !== metadataTypeId) return undefined;
    return this.#walk.guarded(() => this.#host.metadata.read(this.#bytes));
  }

  /** Looks for the metadata where the header does not tell, as in a chunk that was not finished. */
  #findTypes(): JfrTypes | undefined {
    let found: JfrTypes | undefined;
    this.#walk.eachEvent((position) => {
      if (this.#walk.typeId !== metadataTypeId) return;
      found = this.#walk.aside(() => this.#typesAt(position)) ?? found;
    });
    return found;
  }

  #readEvents(types: JfrTypes): void {
    const readers = new Map<number, EventReader | undefined>();
    let madeCount = 0;
    const readerOf = (typeId: number): EventReader | undefined => {
      if (readers.has(typeId)) return readers.get(typeId);
      const type = types.get(typeId);
      const rows = type && this.#host.rowsOf(type.name);
      const isReadable = rows !== undefined && madeCount++ < jfrLimits.typesReadMax;
      const made =
        type && isReadable ? EventReader.of(type, types, rows, this.#ids, this.#header) : undefined;
      if (readers.size < jfrLimits.metadataElementsMax) readers.set(typeId, made);
      if (rows !== undefined && made !== undefined) this.#touched.add(rows);
      if (rows !== undefined && made === undefined) this.#walk.isWhole = false;
      return made;
    };
    const reached = this.#walk.eachEvent((position) => {
      if (this.#walk.typeId === checkpointTypeId) this.#checkpoints.push(position);
      else if (this.#walk.typeId !== metadataTypeId) this.#readEvent(readerOf(this.#walk.typeId));
    });
    if (reached < this.#header.end) {
      this.#walk.isWhole = false;
      this.#followCheckpoints(reached);
    }
    this.#readFrees();
  }

  #readEvent(reader: EventReader | undefined): void {
    if (reader === undefined) {
      this.#skippedEvents++;
      return;
    }
    const { memory } = reader.rows.kind;
    if (memory === 'freed') this.#frees.set(this.#walk.typeId, reader);
    try {
      if (reader.read(this.#bytes)) {
        if (memory === 'allocated') this.#allocated(reader.allocation());
        this.#host.onRow(reader.rows, this.#header);
      } else if (memory !== 'freed') this.#withoutStack++;
    } catch (thrown) {
      this.#walk.damaged(thrown);
      this.#skippedEvents++;
    }
  }

  /** Where there is no room, what was freed so far makes some, unless that has helped little a few times. */
  #allocated(allocation: Allocation): void {
    const { leaks } = this.#host;
    if (leaks.allocate(allocation)) return;
    if (this.#leakWalks < leakWalksMax && this.#frees.size > 0) {
      this.#leakWalks++;
      this.#readFrees();
      if (leaks.allocate(allocation)) return;
    }
    leaks.untracked++;
  }

  /** Goes through the frees of the whole chunk. The event that was gone to last stays so. */
  #readFrees(): void {
    const { leaks } = this.#host;
    if (this.#frees.size === 0) return;
    const walk = this.#walk;
    walk.aside(() =>
      walk.eachEvent(() => {
        const reader = this.#frees.get(walk.typeId);
        if (reader !== undefined) walk.guarded(() => reader.readFree(this.#bytes, leaks));
      }),
    );
    leaks.compact();
  }

  /**
   * Where the walk broke off, pools behind may still be found: newest first, each telling how far back the next one is. None
   * may reach into the one after it, so that no byte is read twice.
   */
  #followCheckpoints(reached: number): void {
    let position = this.#header.poolsAt;
    let bound = this.#header.end;
    while (position >= reached) {
      if (!this.#walk.goTo(position) || this.#walk.typeId !== checkpointTypeId) return;
      if (this.#walk.eventEnd > bound) return;
      this.#checkpoints.push(position);
      bound = position;
      const delta = this.#walk.guarded(() => {
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
      if (!this.#walk.goTo(position)) continue;
      const end = this.#walk.eventEnd;
      this.#walk.guarded(() => pools.read(this.#bytes, end));
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
    this.#host.leaks.endChunk(sites, threads);
  }

  #pairStack(pair: number, stacks: Uint32Array, pools: ConstantPools, names: ChunkNames): number {
    const known = stacks[this.#ids.stackOfPair(pair)] as number;
    if (known === none) return none;
    const frame = innerFrame(this.#ids.innerOfPair(pair), pools, names);
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
      this.#walk.guarded(() => {
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
}

/** The frame at the inner end of a stack. */
function innerFrame({ kind, lo, hi }: InnerEnd, pools: ConstantPools, names: ChunkNames): number {
  if (kind === 'method') return names.methodFrame(lo, hi);
  if (kind === 'class') return names.classFrame(pools.classes.find(lo, hi));
  const object = pools.objects.find(lo, hi);
  if (object < 0) return names.unknownFrame();
  const { objects, classes } = pools;
  return names.classFrame(classes.find(objects.half(object, 0), objects.half(object, 1)));
}

/** How often the frees of a chunk are gone through before its end: each time costs as much as reading its events. */
const leakWalksMax = 4;
