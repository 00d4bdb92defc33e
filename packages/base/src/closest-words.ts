/**
 * The words that somebody may have meant by a misspelt one, nearest first, at most three; none where all are far off: by more
 * than a third of the word's letters, or by more than `editsMax`, which is for long words that begin alike.
 */
export function closestWords(
  word: string,
  candidates: Iterable<string>,
  editsMax = Infinity,
): readonly string[] {
  if (word.length > wordLengthMax) return [];
  const near: { readonly candidate: string; readonly distance: number }[] = [];
  const distanceMax = Math.min(editsMax, Math.max(1, Math.floor(word.length / 3)));
  const lower = word.toLowerCase();
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > distanceMax) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance <= distanceMax) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return near.slice(0, 3).map((entry) => entry.candidate);
}

/** Beyond this nobody has misspelt a name, and the distance would cost its square. */
const wordLengthMax = 200;

/** Levenshtein's: insertions, deletions and changes, one each. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (previous[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    previous = row;
  }
  return previous[b.length] as number;
}
