import { BlockCorrupt } from './block-corrupt.ts';
import { ByteWriter } from './byte-writer.ts';

/**
 * A pack: numbered sections in one blob. docs/formats/pack.md.
 *
 *     0   u32  "SPK1"
 *     4   u32  where the directory begins
 *     8   u32  number of sections
 *     12  u32  zero
 *     16       sections, each from a multiple of eight
 *              directory: for each section u32 id, u32 start, u32 size, u32 zero
 *
 * Small blocks are stored as one pack in one frame; of large ones each section is a frame and a row of its own, so that
 * a reader unpacks only what it asks for. `SectionSource` is what both look like.
 */
export interface SectionSource {
  /** Throws `BlockCorrupt` when there is none. */
  section(id: number): Uint8Array;
}

const magic = 0x314b5053;
const headerBytes = 16;
/** The size of the section that is being written. */
const open = -1;

export interface Section {
  readonly id: number;
  readonly bytes: Uint8Array;
}

export class PackWriter {
  readonly #out: ByteWriter;
  readonly #directory: number[] = [];

  /** Writes into memory of its own of so many bytes, or into the writer given, from its beginning. */
  constructor(memory: number | ByteWriter = 4096) {
    this.#out = typeof memory === 'number' ? new ByteWriter(memory) : memory;
    this.#out.length = 0;
    this.#out.reserve(headerBytes);
    this.#out.bytes.fill(0, 0, headerBytes);
  }

  /** Where to write the section; it ends when the next one begins. */
  begin(id: number): ByteWriter {
    this.#endSection();
    this.#out.align();
    this.#directory.push(id, this.#out.length, open);
    return this.#out;
  }

  /** The whole, a view of the writer's own memory. */
  finish(): Uint8Array {
    this.#endSection();
    const out = this.#out;
    out.align();
    const start = out.length;
    const directory = this.#directory;
    for (let i = 0; i < directory.length; i += 3) {
      out.writeUint32(directory[i] ?? 0);
      out.writeUint32(directory[i + 1] ?? 0);
      out.writeUint32(directory[i + 2] ?? 0);
      out.writeUint32(0);
    }
    out.setUint32(0, magic);
    out.setUint32(4, start);
    out.setUint32(8, directory.length / 3);
    return out.written();
  }

  /** The sections one by one, views of the writer's own memory. */
  sections(): Section[] {
    this.#endSection();
    const sections: Section[] = [];
    const directory = this.#directory;
    for (let i = 0; i < directory.length; i += 3) {
      const start = directory[i + 1] ?? 0;
      const bytes = this.#out.bytes.subarray(start, start + (directory[i + 2] ?? 0));
      sections.push({ id: directory[i] ?? 0, bytes });
    }
    return sections;
  }

  #endSection(): void {
    const last = this.#directory.length - 3;
    if (last < 0 || this.#directory[last + 2] !== open) return;
    this.#directory[last + 2] = this.#out.length - (this.#directory[last + 1] ?? 0);
  }
}

export class PackReader implements SectionSource {
  readonly #bytes: Uint8Array;
  readonly #sections = new Map<number, Uint8Array>();

  /** Throws `BlockCorrupt`. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    if (bytes.length < headerBytes) throw new BlockCorrupt('pack is cut');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = view.getUint32(4, true);
    const count = view.getUint32(8, true);
    if (view.getUint32(0, true) !== magic || start + count * 16 > bytes.length)
      throw new BlockCorrupt('not a pack');
    for (let at = start; at < start + count * 16; at += 16) {
      const from = view.getUint32(at + 4, true);
      const size = view.getUint32(at + 8, true);
      if (from + size > bytes.length) throw new BlockCorrupt('section is cut');
      this.#sections.set(view.getUint32(at, true), bytes.subarray(from, from + size));
    }
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  section(id: number): Uint8Array {
    const bytes = this.#sections.get(id);
    if (bytes === undefined) throw new BlockCorrupt(`no section ${id}`);
    return bytes;
  }
}
