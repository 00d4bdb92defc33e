/** How many `--hue-N` tokens there are. */
export const hueCount = 12;

/** FNV-1a over the code units: the same name has the same hue on every page, in every session. */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % hueCount;
}

/**
 * Hues for the services that share a screen. Each keeps the hue of its name where it can; on a collision the later one
 * (by name) moves to the next free hue. With more services than hues, they share again.
 */
export function assignHues(names: Iterable<string>): ReadonlyMap<string, number> {
  const hues = new Map<string, number>();
  const usedCounts = Array.from({ length: hueCount }, () => 0);
  for (const name of [...new Set(names)].sort()) {
    const wanted = hueOf(name);
    const round = Math.floor(hues.size / hueCount);
    let hue = wanted;
    while ((usedCounts[hue] as number) > round) hue = (hue + 1) % hueCount;
    usedCounts[hue] = (usedCounts[hue] as number) + 1;
    hues.set(name, hue);
  }
  return hues;
}

/** The CSS colour of a hue. */
export function hueColour(hue: number): string {
  return `var(--hue-${hue})`;
}
