/**
 * A body of JSON, read entry by entry: sixteen megabytes of it are up to a gigabyte of objects when they are all parsed at
 * once. The bytes are walked once to find where an entry ends; what an entry is, `JSON.parse` says.
 */
import { jsonLimits } from '../limits.ts';

/** What is wrong with a body, for the client. */
export class JsonBodyFault extends Error {}

const code = {
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  quote: 34,
  comma: 44,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  openBrace: 123,
  closeBrace: 125,
} as const;

const byteOrderMark = [0xef, 0xbb, 0xbf] as const;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class JsonBody {
  readonly #bytes: Uint8Array;
  readonly #start: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#start = byteOrderMark.every((byte, i) => bytes[i] === byte) ? byteOrderMark.length : 0;
  }

  /** The one value that the body is. Throws `JsonBodyFault`. */
  whole(): unknown {
    let values = 0;
    for (let i = this.#start; i < this.#bytes.length; i = this.#next(i))
      values = counted(values, this.#bytes[i] as number);
    return this.#parse(this.#start, this.#bytes.length);
  }

  /** The entries of the array that the body is, each when it is asked for. Throws `JsonBodyFault` where something is wrong. */
  *entries(): Generator<unknown, void> {
    const bytes = this.#bytes;
    const open = this.#skipSpace(this.#start);
    if (bytes[open] !== code.openBracket) {
      this.whole();
      throw new JsonBodyFault('the body is not an array');
    }
    let start = open + 1;
    let [count, depth, values] = [0, 0, 0];
    for (let i = start; i < bytes.length; i = this.#next(i)) {
      const byte = bytes[i] as number;
      if (depth === 0 && (byte === code.comma || byte === code.closeBracket)) {
        const isLast = byte === code.closeBracket;
        if (isLast && count === 0 && this.#skipSpace(start) === i) return this.#end(i + 1);
        if (++count > jsonLimits.listLengthMax)
          throw new JsonBodyFault(`the list has more than ${jsonLimits.listLengthMax} entries`);
        yield this.#parse(start, i);
        if (isLast) return this.#end(i + 1);
        start = i + 1;
        values = 0;
      } else {
        values = counted(values, byte);
        if (byte === code.openBracket || byte === code.openBrace) depth++;
        else if (byte === code.closeBracket || byte === code.closeBrace) depth--;
        // A brace that closes the list; any others that do not match are in an entry, which then is no JSON.
        if (depth < 0) break;
      }
    }
    throw notJson();
  }

  /** The place after the byte or, where it opens a text, after that. */
  #next(at: number): number {
    const bytes = this.#bytes;
    if (bytes[at] !== code.quote) return at + 1;
    for (let i = at + 1; i < bytes.length; i++) {
      if (bytes[i] === code.backslash) i++;
      else if (bytes[i] === code.quote) return i + 1;
    }
    return bytes.length;
  }

  #skipSpace(at: number): number {
    let i = at;
    while (isSpace(this.#bytes[i])) i++;
    return i;
  }

  /** Nothing but space may follow the list. */
  #end(at: number): void {
    if (this.#skipSpace(at) < this.#bytes.length) throw notJson();
  }

  #parse(start: number, end: number): unknown {
    let text: string;
    try {
      text = utf8.decode(this.#bytes.subarray(start, end));
    } catch {
      throw new JsonBodyFault('the body is not UTF-8');
    }
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw notJson();
    }
  }
}

function isSpace(byte: number | undefined): boolean {
  return (
    byte === code.space ||
    byte === code.lineFeed ||
    byte === code.carriageReturn ||
    byte === code.tab
  );
}

/** One more where the byte begins a value or parts two of them. */
function counted(values: number, byte: number): number {
  if (byte !== code.comma && byte !== code.openBracket && byte !== code.openBrace) return values;
  if (values === jsonLimits.valuesMax)
    throw new JsonBodyFault(`an entry has more than ${jsonLimits.valuesMax} values`);
  return values + 1;
}

function notJson(): JsonBodyFault {
  return new JsonBodyFault('the body is not JSON');
}
