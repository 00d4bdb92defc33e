/**
 * Adds up what `go tool pprof -raw` prints: from the outermost call to the innermost, ` > ` between, what each path weighs by the
 * main value of the profile (marked `[dflt]`, and else the last).
 */
export function foldPprofRaw(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n');
  const samplesAt = lines.indexOf('Samples:');
  const locationsAt = lines.indexOf('Locations');
  const types = (lines[samplesAt + 1] ?? '').split(' ');
  const marked = types.findIndex((type) => type.endsWith('[dflt]'));
  const main = marked >= 0 ? marked : types.length - 1;
  const signatures = readLocations(lines.slice(locationsAt + 1, lines.indexOf('Mappings')));
  const weights = new Map<string, number>();
  for (const line of lines.slice(samplesAt + 2, locationsAt)) {
    // Labels of a sample stand on lines of their own.
    const sample = /^\s*(-?\d+(?:\s+-?\d+)*): ?([\d ]*)$/.exec(line);
    if (sample === null) continue;
    const value = Number((sample[1] ?? '').split(/\s+/)[main]);
    const ids = (sample[2] ?? '').split(' ').filter((id) => id !== '');
    const frames = ids.toReversed().map((id) => signatures.get(id) ?? `no location ${id}`);
    const path = frames.length === 0 ? '(unknown)' : frames.join(' > ');
    if (value !== 0) weights.set(path, (weights.get(path) ?? 0) + value);
  }
  return weights;
}

/** `function:line` of each location; calls inlined into it stand before it. */
function readLocations(lines: readonly string[]): ReadonlyMap<string, string> {
  const signatures = new Map<string, string>();
  let id = '';
  for (const line of lines) {
    id = /^\s*(\d+): 0x/.exec(line)?.[1] ?? id;
    const call = /(\S*) \S*:(\d+):\d+ s=\d+/.exec(line);
    if (call === null) continue;
    const signature = `${call[1] ?? ''}:${call[2] ?? ''}`;
    const inner = signatures.get(id);
    signatures.set(id, inner === undefined ? signature : `${inner};${signature}`);
  }
  return signatures;
}
