import {
  constants,
  createZstdCompress,
  createZstdDecompress,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';

/**
 * zstd for many small blobs.
 *
 * The synchronous functions of node:zlib make a stream and a context of zstd for each call, about 40 µs, while the blobs
 * of a store take 2 to 20 µs. So one context of each direction is kept for each thread, and driven by the stream's own
 * handle, which node:zlib does not document: whatever the handle does not do as expected is done once more by the public
 * function, and where it is not there or fails the test at its making, all is.
 */
interface ZstdHandle {
  writeSync(...args: WriteArguments): void;
  reset(): void;
}

type WriteArguments = readonly [
  flush: number,
  input: Uint8Array,
  inputAt: number,
  inputBytes: number,
  output: Uint8Array,
  outputAt: number,
  outputBytes: number,
];

// Level 1 is both the quickest and, on blocks as repetitive as these, as small as the levels above it.
// A window that fits the second-level cache is a seventh quicker, and costs less than a hundredth in size.
const params = {
  [constants.ZSTD_c_compressionLevel]: 1,
  [constants.ZSTD_c_windowLog]: 18,
};

/** Larger blobs go to the public function: there the call costs little, and memory for them should not stay. */
const keptBytesMax = 1 << 20;
/** Room that the public function is given at a time. A buffer as large as the input would be mapped anew each time. */
const packedBytesAtOnce = 1 << 16;

/** A context that is used again and again. */
class ZstdContext {
  readonly #handle: ZstdHandle;
  /** After each write: bytes of output that are free, bytes of input that were not taken. */
  readonly #left: Uint32Array;
  #failed = false;

  constructor(handle: ZstdHandle, left: Uint32Array) {
    this.#handle = handle;
    this.#left = left;
    // The stream's own would destroy it and raise an event later.
    Object.assign(handle, {
      onerror: () => {
        this.#failed = true;
      },
    });
  }

  /** Bytes written to `output`; undefined when the input was not taken whole. */
  run(input: Uint8Array, output: Uint8Array): number | undefined {
    this.#failed = false;
    const { length } = output;
    this.#handle.writeSync(constants.ZSTD_e_end, input, 0, input.length, output, 0, length);
    if (!this.#failed && this.#left[1] === 0) return length - (this.#left[0] as number);
    this.#handle.reset();
    return undefined;
  }

  reset(): void {
    this.#handle.reset();
  }
}

function contextOf(stream: unknown): ZstdContext | undefined {
  if (typeof stream !== 'object' || stream === null) return undefined;
  const handle: unknown = Reflect.get(stream, '_handle');
  const left: unknown = Reflect.get(stream, '_writeState');
  return isHandle(handle) && left instanceof Uint32Array && left.length === 2
    ? new ZstdContext(handle, left)
    : undefined;
}

function isHandle(value: unknown): value is ZstdHandle {
  if (typeof value !== 'object' || value === null) return false;
  return ['writeSync', 'reset'].every((name) => typeof Reflect.get(value, name) === 'function');
}

/** Both directions, and room for what is packed. `keepsContexts` false: by the public functions alone. */
export class Zstd {
  readonly #packing: ZstdContext | undefined;
  readonly #unpacking: ZstdContext | undefined;
  #room = new Uint8Array(1 << 14);

  constructor(keepsContexts = true) {
    if (!keepsContexts) return;
    const packing = contextOf(createZstdCompress({ params }));
    const unpacking = contextOf(createZstdDecompress());
    if (packing === undefined || unpacking === undefined || !roundTrips(packing, unpacking)) return;
    this.#packing = packing;
    this.#unpacking = unpacking;
  }

  /** Whether this version of Node lets contexts be kept. */
  get keepsContexts(): boolean {
    return this.#packing !== undefined;
  }

  /** The bytes packed; good until the next call. */
  pack(raw: Uint8Array): Uint8Array {
    if (this.#packing !== undefined && raw.length <= keptBytesMax) {
      const bytesMax = boundOf(raw.length);
      if (this.#room.length < bytesMax) this.#room = new Uint8Array(2 * bytesMax);
      const bytes = this.#packing.run(raw, this.#room);
      if (bytes !== undefined) return this.#room.subarray(0, bytes);
    }
    const chunkSize = Math.min(Math.max(1024, raw.length), packedBytesAtOnce);
    return zstdCompressSync(raw, { params, chunkSize });
  }

  /** Whether the data is a frame of zstd of exactly so many bytes as the target has; the target then holds them. */
  unpack(data: Uint8Array, target: Uint8Array): boolean {
    if (this.#unpacking !== undefined) {
      if (this.#unpacking.run(data, target) === target.length) return true;
      // It may be in the middle of something.
      this.#unpacking.reset();
    }
    try {
      const raw = zstdDecompressSync(data, {
        chunkSize: Math.max(64, target.length),
        maxOutputLength: target.length + 1,
      });
      if (raw.length !== target.length) return false;
      target.set(raw);
      return true;
    } catch {
      return false;
    }
  }
}

/** zstd's own bound of what so many bytes may take, rounded up. */
function boundOf(bytes: number): number {
  return bytes + (bytes >>> 8) + 1024;
}

/** Whether they do what they should, twice in a row. */
function roundTrips(packing: ZstdContext, unpacking: ZstdContext): boolean {
  const raw = new Uint8Array(2048).map((_, i) => i % 7);
  const packed = new Uint8Array(boundOf(raw.length));
  for (let round = 0; round < 2; round++) {
    const bytes = packing.run(raw, packed);
    if (bytes === undefined || bytes >= raw.length) return false;
    const back = new Uint8Array(raw.length);
    if (unpacking.run(packed.subarray(0, bytes), back) !== raw.length) return false;
    if (back.some((byte, i) => byte !== raw[i])) return false;
  }
  return true;
}

let ofThread: Zstd | undefined;

/** The one of this thread. */
export function zstd(): Zstd {
  return (ofThread ??= new Zstd());
}
