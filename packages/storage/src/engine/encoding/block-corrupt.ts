/** Stored bytes that do not decode. Costs the block that they belong to, never more; it does not leave the engine. */
export class BlockCorrupt extends Error {
  override readonly name = 'BlockCorrupt';
}
