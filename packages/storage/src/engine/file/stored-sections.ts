import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { decodeFrame } from '../encoding/frame.ts';
import type { NumberRoom } from '../encoding/numbers.ts';
import { PackReader, type SectionSource } from '../encoding/pack.ts';
import { type Database, bytesOf } from './database.ts';
import { sectionKey } from './partition-file.ts';

/**
 * The sections of a block in a day file, read and unpacked one by one. With a room a section is good until the next one
 * is asked for. Throws `BlockCorrupt`.
 */
export function storedSections(
  db: Database,
  block: number,
  packed: boolean,
  room?: NumberRoom,
): SectionSource {
  if (packed) return new PackReader(readSection(db, sectionKey(block, 0), room));
  return { section: (id) => readSection(db, sectionKey(block, id + 1), room) };
}

function readSection(db: Database, key: number, room: NumberRoom | undefined): Uint8Array {
  const row = db.get('SELECT data FROM section WHERE id = ?', key);
  if (row === undefined) throw new BlockCorrupt(`no section ${key}`);
  return decodeFrame(bytesOf(row['data']), room);
}
