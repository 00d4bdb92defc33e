/**
 * The text without its differences of case, as `contains` compares: each code point becomes its own lower case by Unicode's
 * mapping, whatever stands around it (so Σ becomes σ also at the end of a word), and stays as it is where that would be
 * several code points (only İ). Accents are kept, ß and ss are two things, half of a surrogate pair becomes U+FFFD.
 *
 * The folded text has as many UTF-16 units as the text, so what stands at a place of one stands there in the other.
 */
export function foldText(text: string): string {
  const plain = text.toWellFormed();
  if (!/[Σİ]/u.test(plain)) return plain.toLowerCase();
  return plain
    .replaceAll('Σ', 'σ')
    .split('İ')
    .map((part) => part.toLowerCase())
    .join('İ');
}
