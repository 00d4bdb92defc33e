import { BlockCorrupt } from './block-corrupt.ts';
import type { ByteWriter } from './byte-writer.ts';
import { NumbersReader, writeNumbers } from './numbers.ts';

/** A list of strings: the numbers of their lengths in bytes, then their UTF-8 one after another. */
export function writeTexts(out: ByteWriter, texts: readonly string[]): void {
  const lengths = new Uint32Array(texts.length);
  const buffers: Buffer[] = [];
  for (let i = 0; i < texts.length; i++) {
    const bytes = Buffer.from(texts[i] ?? '', 'utf8');
    lengths[i] = bytes.length;
    buffers.push(bytes);
  }
  writeNumbers(out, lengths, lengths.length);
  for (const bytes of buffers) out.writeBytes(bytes);
}

/** Throws `BlockCorrupt`. */
export function readTexts(section: Uint8Array): string[] {
  const reader = new NumbersReader(section);
  const lengths = reader.readUint32();
  const bytes = Buffer.from(section.buffer, section.byteOffset, section.byteLength);
  const texts: string[] = [];
  let at = reader.offset;
  for (const length of lengths) {
    if (at + length > bytes.length) throw new BlockCorrupt('texts are cut');
    texts.push(bytes.toString('utf8', at, at + length));
    at += length;
  }
  return texts;
}
