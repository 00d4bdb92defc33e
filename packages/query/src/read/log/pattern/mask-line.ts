/**
 * What a line says apart from what differs each time: numbers, ids, addresses, times and quoted text become placeholders.
 *
 * 1. Quoted text is `<str>`.
 * 2. A run of letters, digits and what joins them (`-._:/@+#`) is looked at as a whole: a time, an address, a UUID.
 * 3. Otherwise piece by piece: a number with its unit, a hexadecimal number, a long identifier; `/orders/4711` is `/orders/<num>`,
 *    `worker-3` is `worker-<num>`, `node12` is `node<num>`; a digit within a word stays (`log4j`).
 *
 * One pass; every expression is anchored and looks at one run only.
 */

/** At most so many characters stand between two quotes. */
const quotedLengthMax = 200;
/** Identifiers shorter than this may be words. */
const idLengthMin = 16;

const time =
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|\d{1,2}:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)$/;
const ipv4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5}|\/\d{1,2})?$/;
const ipv6 = /^(?:[\da-f]{0,4}:){3,7}[\da-f]{0,4}$/i;
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const numberWithUnit = /^\d+([a-zA-Zµ]{0,3})$/;
const prefixedHexadecimal = /^0x[\da-f]+$/i;
const hexadecimal = /^(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{8,}$/i;
const identifier = /^(?=[\w.-]*\d)(?=[\w.-]*[a-zA-Z])[\w.-]+$/;

/** A time may be told with a space and a comma in it; then it is still one. */
const timesInARow = /<time>(?:[ ,](?:<time>|<num>))+/g;
/** Versions, and numbers with commas between thousands. */
const numbersInARow = /<num>(?:[.,]<num>)+/g;

const letter = /[\p{L}\p{N}\p{M}]/u;
const separators = /([-._:/@+#]+)/;
const trailingDigits = /^(.*?[^\d])\d+$/s;
/** Digits within a word that are no part of a name: many, or beside letters of scripts that put no spaces between words. */
const innerDigits = /\d{3,}|(?<=[^\0-\x7f])\d+|\d+(?=[^\0-\x7f])/g;

export function maskLine(line: string): string {
  let masked = '';
  for (let at = 0; at < line.length;) {
    const code = line.charCodeAt(at);
    const quoted = code === 0x22 || code === 0x27 ? endOfQuoted(line, at) : at;
    if (quoted > at) {
      masked += '<str>';
      at = quoted;
      continue;
    }
    if (!isWordCode(code)) {
      masked += line[at];
      at++;
      continue;
    }
    const end = endOfRun(line, at);
    masked += maskRun(line.slice(at, end));
    at = end;
  }
  if (!masked.includes('<')) return masked;
  return masked.replaceAll(timesInARow, '<time>').replaceAll(numbersInARow, '<num>');
}

/** Behind the closing quote; `at` where the quote is none: an apostrophe within a word, or one that is not closed soon. */
function endOfQuoted(line: string, at: number): number {
  if (at > 0 && isWordCode(line.charCodeAt(at - 1))) return at;
  const end = line.indexOf(line[at] ?? '', at + 1);
  if (end < 0 || end - at > quotedLengthMax) return at;
  return isWordCode(line.charCodeAt(end + 1)) ? at : end + 1;
}

/** Letters and digits, and what joins them where more follow. */
function endOfRun(line: string, start: number): number {
  let end = start + 1;
  for (let at = end; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (isWordCode(code)) end = at + 1;
    else if (!isJoint(code)) break;
  }
  return end;
}

function isWordCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    isDigit(code) ||
    code === 0x5f ||
    (code > 0x7f && isLetter(code))
  );
}

/** Of other scripts; halves of surrogate pairs count as letters. */
function isLetter(code: number): boolean {
  return (code >= 0xd800 && code < 0xe000) || letter.test(String.fromCharCode(code));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** `-` `.` `/` `:` `@` `+` `#` */
function isJoint(code: number): boolean {
  return (
    (code >= 0x2d && code <= 0x2f) ||
    code === 0x3a ||
    code === 0x40 ||
    code === 0x2b ||
    code === 0x23
  );
}

function maskRun(run: string): string {
  if (!/\d/.test(run)) return run;
  if (time.test(run)) return '<time>';
  if (ipv4.test(run) || ipv6.test(run)) return '<ip>';
  if (uuid.test(run)) return '<id>';
  return run.split(separators).map(maskPiece).join('');
}

function maskPiece(piece: string): string {
  if (!/\d/.test(piece)) return piece;
  if (prefixedHexadecimal.test(piece)) return '<hex>';
  const number = numberWithUnit.exec(piece);
  if (number !== null) return `<num>${number[1] ?? ''}`;
  if (hexadecimal.test(piece)) return '<hex>';
  if (piece.length >= idLengthMin && identifier.test(piece)) return '<id>';
  const trailing = trailingDigits.exec(piece);
  return (trailing === null ? piece : `${trailing[1] ?? ''}<num>`).replaceAll(innerDigits, '<num>');
}
