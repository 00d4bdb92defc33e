import { isAscii } from 'node:buffer';
import { foldText } from '../../api/index.ts';

/**
 * What content is found by: short pieces of its folded bytes, hashed. docs/formats/gram-index.md.
 *
 *     short   every three bytes. A language has few of these, so a word that is rare mostly has one that is rarer
 *     long    five bytes with a digit among them, six where all five are digits. Numbers and hex ids have every three
 *             digits there are, and are told apart by more of them only
 *
 * Which pieces a text has depends on nothing around it, so a text that stands in another has no piece that the other lacks.
 *
 * The pieces of a block are kept as a map of bits for each kind, in 256 buckets by the upper eight bits of the hash. A bucket
 * has as many bytes as the number of pieces calls for; the bit of a piece in it is the next bits of its hash, scaled.
 */
export const GramKind = { short: 0, long: 1 } as const;
export type GramKind = (typeof GramKind)[keyof typeof GramKind];

export const gramBuckets = 256;
const bucketBits = 8;

interface KindShape {
  /** So many bits of a hash, after those of the bucket, tell pieces apart. */
  readonly slotBits: number;
  /** Bits of a map for each piece in it: six leave a seventh of them set, three a good quarter. */
  readonly bitsPerGram: number;
}

const shapes: readonly [KindShape, KindShape] = [
  { slotBits: 10, bitsPerGram: 6 },
  { slotBits: 14, bitsPerGram: 3 },
];

export interface Gram {
  readonly kind: GramKind;
  readonly hash: number;
}

const shortBytes = 3;
const longBytes = 5;

/** The finish of MurmurHash3: each bit of the value moves each bit of the hash. */
function mixed(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function shortHash(bytes: Uint8Array, at: number): number {
  return mixed(
    (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16),
  );
}

/** -1 where no long piece begins. */
function longHash(bytes: Uint8Array, at: number, end: number): number {
  const digits =
    (isDigit[bytes[at] as number] as number) +
    (isDigit[bytes[at + 1] as number] as number) +
    (isDigit[bytes[at + 2] as number] as number) +
    (isDigit[bytes[at + 3] as number] as number) +
    (isDigit[bytes[at + 4] as number] as number);
  if (digits === 0) return -1;
  let last = bytes[at + 4] as number;
  if (digits === longBytes) {
    if (at + longBytes >= end) return -1;
    last |= (bytes[at + 5] as number) << 8;
  }
  const first =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  return mixed(mixed(first) ^ last);
}

const isDigit = new Uint8Array(256).fill(1, 0x30, 0x3a);

/** The distinct pieces of a folded text, as UTF-8. */
export function gramsOf(bytes: Uint8Array): readonly Gram[] {
  const found: [Set<number>, Set<number>] = [new Set(), new Set()];
  for (let at = 0; at + shortBytes <= bytes.length; at++) {
    found[GramKind.short].add(shortHash(bytes, at));
    const hash = at + longBytes <= bytes.length ? longHash(bytes, at, bytes.length) : -1;
    if (hash >= 0) found[GramKind.long].add(hash);
  }
  return [GramKind.short, GramKind.long].flatMap((kind) =>
    [...found[kind]].map((hash) => ({ kind, hash })),
  );
}

export function bucketOfGram({ hash }: Gram): number {
  return hash >>> (32 - bucketBits);
}

/** The bit of a piece in its bucket, where a bucket has so many bytes. */
export function bitOfGram({ kind, hash }: Gram, bytes: number): number {
  const { slotBits } = shapes[kind];
  const slot = (hash >>> (32 - bucketBits - slotBits)) & ((1 << slotBits) - 1);
  return scaled(slot, bytes, slotBits);
}

function scaled(slot: number, bytes: number, slotBits: number): number {
  return (slot * 8 * bytes) >>> slotBits;
}

/** Collects the pieces of a block's content. To be used again and again: it is half a megabyte. */
export class GramSet {
  /** For each kind a bit for each bucket and slot. */
  readonly #slots: readonly [Uint32Array, Uint32Array] = [
    new Uint32Array(1 << (bucketBits + shapes[0].slotBits - 5)),
    new Uint32Array(1 << (bucketBits + shapes[1].slotBits - 5)),
  ];

  clear(): void {
    for (const slots of this.#slots) slots.fill(0);
  }

  /** Adds a text as it was written: UTF-8, not yet folded. */
  add(text: Buffer): void {
    this.#addBytes(isAscii(text) ? text : Buffer.from(foldText(text.toString())));
  }

  /**
   * Byte by byte, with the bytes before it and where digits are among them at hand: four times as quick as asking at each
   * position for its pieces.
   */
  #addBytes(bytes: Uint8Array): void {
    const [short, long] = this.#slots;
    const shortShift = 32 - bucketBits - shapes[0].slotBits;
    const longShift = 32 - bucketBits - shapes[1].slotBits;
    const { length } = bytes;
    /** The four bytes before this one, those before the byte before, and the digits among the last five as bits. */
    let before = 0;
    let earlier = 0;
    let digits = 0;
    for (let at = 0; at < length; at++) {
      const byte = lower[bytes[at] as number] as number;
      const wereDigits = digits === allDigits;
      digits = ((digits << 1) | (isDigit[byte] as number)) & allDigits;
      if (at >= shortBytes - 1) setBit(short, mixed((before >>> 16) | (byte << 16)) >>> shortShift);
      if (wereDigits)
        setBit(long, mixed(mixed(earlier) ^ ((before >>> 24) | (byte << 8))) >>> longShift);
      if (digits !== 0 && digits !== allDigits && at >= longBytes - 1)
        setBit(long, mixed(mixed(before) ^ byte) >>> longShift);
      earlier = before;
      before = (before >>> 8) | (byte << 24);
    }
  }

  /** The map of a kind: its buckets one after another, all of one size, which is 0 where there is no piece at all. */
  map(kind: GramKind): Uint8Array {
    const { slotBits, bitsPerGram } = shapes[kind];
    const slots = this.#slots[kind];
    const bitsMax = 1 << slotBits;
    const bits = (countBits(slots) * bitsPerGram) / gramBuckets;
    const bytes = Math.ceil(Math.min(bits, bitsMax) / 8);
    const map = new Uint8Array(bytes * gramBuckets);
    for (let word = 0; word < slots.length; word++) {
      for (let rest = slots[word] as number; rest !== 0; rest &= rest - 1) {
        const slot = 32 * word + (31 - Math.clz32(rest & -rest));
        const bit = scaled(slot & (bitsMax - 1), bytes, slotBits);
        const at = (slot >>> slotBits) * bytes + (bit >>> 3);
        map[at] = (map[at] as number) | (1 << (bit & 7));
      }
    }
    return map;
  }
}

/** Of five bytes. */
const allDigits = 31;

function setBit(words: Uint32Array, bit: number): void {
  words[bit >>> 5] = (words[bit >>> 5] as number) | (1 << (bit & 31));
}

/** Bytes beyond ASCII are those of folded text already. */
const lower = new Uint8Array(256).map((_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte,
);

function countBits(words: Uint32Array): number {
  let count = 0;
  for (const word of words) {
    let bits = word - ((word >>> 1) & 0x5555_5555);
    bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
  }
  return count;
}
