/**
 * Bytes that break the format. Thrown inside the reader only: it goes on behind what is broken, and tells in its answer that
 * something is missing.
 */
export class JfrDamage extends Error {
  override readonly name = 'JfrDamage';
}
