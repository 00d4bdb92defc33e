/**
 * Turns the bytes of a name into a small number, without making a string for a name that was seen before.
 *
 * Layout: the bytes of all names stand one after another in an arena; `#starts[id]` .. `#starts[id + 1]` bounds a name.
 * An open-addressing table of ids (plus one, so that zero is "free") is probed linearly by a 32-bit hash of the bytes.
 * Strings are made on the first `text(id)` and kept.
 *
 * Id 0 is always the empty name. Ids are dense and never change within a generation. When the interner is full, or
 * when its owner says so, `reset()` drops everything and raises `generation`: whoever keeps ids, or arrays indexed by
 * ids, MUST compare generations and start anew.
 */
export class StringInterner {
  generation = 0;
  readonly #namesMax: number;
  readonly #bytesMax: number;
  #arena: Uint8Array;
  #arenaView: DataView;
  /** The array that bytes came from last, and its view: callers mostly come again with the same one. */
  #source: Uint8Array;
  #sourceView: DataView;
  #starts: Uint32Array;
  #hashes: Uint32Array;
  #slots: Uint32Array;
  #texts: (string | undefined)[];
  #size = 1;
  #used = 0;

  constructor(limits: { readonly namesMax: number; readonly bytesMax: number }) {
    this.#namesMax = limits.namesMax;
    this.#bytesMax = limits.bytesMax;
    this.#arena = new Uint8Array(1 << 12);
    this.#arenaView = viewOf(this.#arena);
    this.#source = this.#arena;
    this.#sourceView = this.#arenaView;
    this.#starts = new Uint32Array(1 << 8);
    this.#hashes = new Uint32Array(1 << 8);
    this.#slots = new Uint32Array(1 << 9);
    this.#texts = [''];
  }

  /** Names held, the empty one included. */
  get size(): number {
    return this.#size;
  }

  /** True when the owner should `reset()` at the next point where nobody holds ids. Interning goes on to work. */
  get full(): boolean {
    return this.#size >= this.#namesMax || this.#used >= this.#bytesMax;
  }

  intern(text: string): number {
    if (text === '') return 0;
    const bytes = utf8Encoder.encode(text);
    return this.internBytes(bytes, 0, bytes.length);
  }

  /** The id of the name whose UTF-8 bytes stand in `bytes[start, end)`. Bytes that are not UTF-8 are names too. */
  internBytes(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    if (bytes !== this.#source) {
      this.#source = bytes;
      this.#sourceView = viewOf(bytes);
    }
    const hash = hashName(this.#sourceView, start, end);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const stored = this.#slots[slot] as number;
      if (stored === 0) break;
      const id = stored - 1;
      if (this.#hashes[id] === hash && this.#equals(id, start, end)) return id;
      slot = (slot + 1) & mask;
    }
    return this.#insert(slot, hash, bytes, start, end);
  }

  text(id: number): string {
    const known = this.#texts[id];
    if (known !== undefined) return known;
    const start = this.#starts[id] as number;
    const end = this.#starts[id + 1] as number;
    const text = utf8Decoder.decode(this.#arena.subarray(start, end));
    this.#texts[id] = text;
    return text;
  }

  reset(): void {
    this.generation++;
    this.#size = 1;
    this.#used = 0;
    this.#texts = [''];
    this.#arena = new Uint8Array(1 << 12);
    this.#arenaView = viewOf(this.#arena);
    this.#source = this.#arena;
    this.#sourceView = this.#arenaView;
    this.#starts = new Uint32Array(1 << 8);
    this.#hashes = new Uint32Array(1 << 8);
    this.#slots = new Uint32Array(1 << 9);
  }

  #equals(id: number, start: number, end: number): boolean {
    const from = this.#starts[id] as number;
    const length = end - start;
    if ((this.#starts[id + 1] as number) - from !== length) return false;
    const arena = this.#arenaView;
    const source = this.#sourceView;
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      if (arena.getInt32(from + i, true) !== source.getInt32(start + i, true)) return false;
    }
    for (; i < length; i++) {
      if (arena.getUint8(from + i) !== source.getUint8(start + i)) return false;
    }
    return true;
  }

  #insert(slot: number, hash: number, bytes: Uint8Array, start: number, end: number): number {
    const id = this.#size++;
    const length = end - start;
    if (this.#used + length > this.#arena.length) {
      this.#arena = grown(this.#arena, this.#used + length);
      this.#arenaView = viewOf(this.#arena);
    }
    this.#arena.set(bytes.subarray(start, end), this.#used);
    if (id + 2 > this.#starts.length) {
      this.#starts = grown(this.#starts, id + 2);
      this.#hashes = grown(this.#hashes, id + 2);
    }
    this.#starts[id] = this.#used;
    this.#used += length;
    this.#starts[id + 1] = this.#used;
    this.#hashes[id] = hash;
    this.#texts[id] = undefined;
    this.#slots[slot] = id + 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 1; id < this.#size; id++) {
      let slot = (this.#hashes[id] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

const utf8Encoder = new TextEncoder();
// A name that begins with a byte order mark keeps it: to agents it is a character like any other.
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * The interner's own hash: four bytes a step, because it runs over every name of every span. It is kept nowhere but in the
 * table, so it MAY change at any time. It has 31 bits, so that it is a small integer to V8 and needs no box.
 */
function hashName(view: DataView, start: number, end: number): number {
  let hash = Math.imul(end - start, 0x85ebca6b);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) & 0x7fffffff;
}

/** FNV-1a over the bytes, with a final mix so that the low bits are fit to index a table. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return finished(hash);
}

/**
 * `hashBytes` of four strings of one size that stand one behind the other, into `hashes[index ..]`. Each step of a hash waits
 * for the one before: four side by side take half the time.
 */
export function hashFourBytes(
  bytes: Uint8Array,
  start: number,
  size: number,
  hashes: Uint32Array,
  index: number,
): void {
  let a = 0x811c9dc5;
  let b = a;
  let c = a;
  let d = a;
  for (let i = start; i < start + size; i++) {
    a = Math.imul(a ^ (bytes[i] as number), 0x01000193);
    b = Math.imul(b ^ (bytes[i + size] as number), 0x01000193);
    c = Math.imul(c ^ (bytes[i + 2 * size] as number), 0x01000193);
    d = Math.imul(d ^ (bytes[i + 3 * size] as number), 0x01000193);
  }
  hashes[index] = finished(a);
  hashes[index + 1] = finished(b);
  hashes[index + 2] = finished(c);
  hashes[index + 3] = finished(d);
}

function finished(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

type Growable = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** A copy of the array with room for at least `lengthMin` items, doubling so that appending stays linear. */
export function grown<T extends Growable>(array: T, lengthMin: number): T {
  let length = Math.max(16, array.length);
  while (length < lengthMin) length *= 2;
  const copy = new (array.constructor as new (length: number) => T)(length);
  copy.set(array);
  return copy;
}
