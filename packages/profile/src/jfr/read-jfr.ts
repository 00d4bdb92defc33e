/**
 * Reads recordings of the Java Flight Recorder (format 2.0 and 2.1: JDK 11 and later, async-profiler) into the one model of
 * stack profiles. A recording is a row of chunks, each of which can be read without the others: see `chunk-reader.ts`.
 */
import { ProfileBuilder } from '../profile-builder.ts';
import type { StackProfile } from '../stack-profile.ts';
import { type ChunkHeader, isJfr, readChunkHeader } from './chunk/chunk-header.ts';
import { RecentFrames } from './chunk/chunk-names.ts';
import { type ChunkHost, ChunkReader } from './chunk/chunk-reader.ts';
import { eventKinds } from './event-kinds.ts';
import { JfrBytes } from './bytes/jfr-bytes.ts';
import { JfrDamage } from './jfr-damage.ts';
import { malformed, tooLarge, unknownFormat } from './jfr-errors.ts';
import type { JfrSource } from './bytes/jfr-source.ts';
import { type JfrLimits, jfrLimits } from './limits.ts';
import { type JfrTypes, MetadataReader } from './chunk/metadata.ts';
import { Leaks } from './leaks.ts';
import { FoldTable, SampleRows } from './sample-rows.ts';

export interface JfrResult {
  /** One table for each event that has samples, named as the recording names the event. */
  readonly profile: StackProfile;
  /**
   * Something of what the recording should hold is missing: it is cut, damaged, or was still being written. What limits left
   * out is told in `profile.truncated` instead.
   */
  readonly truncated: boolean;
  /** Chunks that were read. */
  readonly chunks: number;
  /** Events of other kinds than those that are samples. */
  readonly skippedEvents: number;
  /** Samples that tell no stack, or one that the recording does not hold; they are in no table. */
  readonly withoutStack: number;
  /** How exact times are: 0, or the span in which equal samples were put together because there were too many. */
  readonly timeStepMs: number;
}

export interface JfrOptions {
  readonly limits?: Partial<JfrLimits>;
}

/** Told now and then how many bytes are done, of how many. */
export type JfrProgress = (doneBytes: number, sizeBytes: number) => void;

/**
 * Reads a recording. Throws a `CodedError` when it is none, when nothing of it can be read or when it is beyond the limits, and
 * the signal's reason once that is aborted. Synchronous, and long for a long recording: call it in a thread of its own.
 */
export function readJfr(
  source: JfrSource,
  options: JfrOptions = {},
  onProgress?: JfrProgress,
  signal?: AbortSignal,
): JfrResult {
  if (!isJfr(source.readAt(0, 4))) throw unknownFormat('it does not begin with FLR');
  return new RecordingReader(source, options, onProgress, signal).read();
}

class RecordingReader implements ChunkHost {
  readonly builder: ProfileBuilder;
  readonly metadata = new MetadataReader();
  readonly recentFrames = new RecentFrames();
  readonly leaks: Leaks;
  readonly #bytes: JfrBytes;
  readonly #limits: JfrLimits;
  readonly #onProgress: JfrProgress | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #rows = new Map(eventKinds.map((kind) => [kind.event, new SampleRows(kind)]));
  readonly #foldTable = new FoldTable();
  #rowCount = 0;
  #rowsNext: number;
  #leftOut = 0;
  #full = false;

  constructor(
    source: JfrSource,
    options: JfrOptions,
    onProgress: JfrProgress | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#bytes = new JfrBytes(source);
    this.#limits = { ...jfrLimits, ...options.limits };
    this.#rowsNext = this.#limits.rowsMax;
    this.leaks = new Leaks(this.#limits.leakAddressesMax);
    this.builder = new ProfileBuilder('jfr', {
      stacksMax: this.#limits.stacksMax,
      stringCharactersMax: jfrLimits.stringCharactersMax,
    });
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  read(): JfrResult {
    const { sizeBytes } = this.#bytes;
    let chunks = 0;
    let skippedEvents = 0;
    let withoutStack = 0;
    let truncated = false;
    let types: JfrTypes | undefined;
    let startMs = Number.POSITIVE_INFINITY;
    let endMs = 0;
    for (let position = 0; position < sizeBytes;) {
      this.onProgress(position);
      if (chunks >= jfrLimits.chunksMax) throw tooLarge('chunks');
      try {
        const header = readChunkHeader(this.#bytes, position);
        const result = new ChunkReader(this.#bytes, header, this).read(types);
        types = result.types;
        chunks++;
        skippedEvents += result.skippedEvents;
        withoutStack += result.withoutStack;
        if (!result.whole) truncated = true;
        startMs = Math.min(startMs, header.startMs);
        endMs = Math.max(endMs, header.startMs + header.durationMs);
        position = header.end;
      } catch (thrown) {
        if (!(thrown instanceof JfrDamage)) throw thrown;
        if (chunks === 0) throw malformed(thrown.message);
        truncated = true;
        break;
      }
    }
    this.onProgress(sizeBytes);
    // A chunk that was not finished says nothing of how long it is.
    if (truncated) endMs = Math.max(endMs, this.#latestMs());
    const profile = this.#finish(chunks === 0 ? 0 : startMs, endMs);
    const timeStepMs = Math.max(...Array.from(this.#rows.values(), (rows) => rows.timeStepMs));
    return { profile, truncated, chunks, skippedEvents, withoutStack, timeStepMs };
  }

  rowsOf(event: string): SampleRows | undefined {
    return this.#rows.get(event);
  }

  onRow(rows: SampleRows, header: ChunkHeader): void {
    if (this.#full) {
      rows.dropLast();
      this.#leftOut++;
    } else if (++this.#rowCount > this.#rowsNext) this.#makeFewer(header);
  }

  onEventsRead(): void {
    // Before the stacks come, which take the most: rows that were put together left most of their room behind.
    this.#foldTable.release();
    for (const rows of this.#rows.values()) rows.trim();
  }

  onProgress(position: number): void {
    this.#signal?.throwIfAborted();
    this.#onProgress?.(position, this.#bytes.sizeBytes);
  }

  #latestMs(): number {
    let latestMs = 0;
    for (const { timeMs } of this.#rows.values()) {
      for (let row = 0; row < timeMs.length; row++) latestMs = Math.max(latestMs, timeMs.get(row));
    }
    return latestMs;
  }

  /** Puts rows together until a quarter of the room is free again. */
  #makeFewer(header: ChunkHeader): void {
    const all = [...this.#rows.values()];
    const enough = this.#limits.rowsMax * 0.75;
    const count = (): number => all.reduce((sum, rows) => sum + rows.count, 0);
    for (const rows of all) rows.fold(header.startMs, this.#foldTable);
    for (this.#rowCount = count(); this.#rowCount > enough; this.#rowCount = count()) {
      const largest = all
        .filter((rows) => rows.coarsens)
        .reduce<SampleRows | undefined>((a, b) => (a && a.count >= b.count ? a : b), undefined);
      if (largest === undefined) break;
      largest.coarsen();
      largest.fold(header.startMs, this.#foldTable);
    }
    // Where rows differ in their stacks there is nothing to put together: more room is given, up to the hard limit.
    const { rowsMax, rowsHardMax } = this.#limits;
    this.#rowsNext = Math.min(rowsHardMax - 1, Math.max(rowsMax, Math.ceil(this.#rowCount * 1.5)));
    this.#full = this.#rowCount >= rowsHardMax * 0.9;
  }

  #finish(startMs: number, endMs: number): StackProfile {
    const profile = this.builder.finish(startMs, endMs);
    const leaks = this.leaks.finish();
    const samples = [...this.#rows.values()]
      .filter((rows) => rows.count > 0)
      .map((rows) => rows.finish());
    if (leaks !== undefined) samples.push(leaks);
    const leftOut = this.#leftOut + (leaks === undefined ? 0 : this.leaks.untracked);
    return { ...profile, samples, truncated: { ...profile.truncated, samples: leftOut } };
  }
}
