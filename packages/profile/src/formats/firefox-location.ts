export interface FirefoxLocation {
  readonly name: string;
  readonly file: string | undefined;
  readonly module: string | undefined;
  readonly line: number;
}

/**
 * What Gecko writes for a frame: `name (https://example.org/a.js:12:3)` of scripts, `name (in XUL)` of symbolicated native
 * code, and else only a name or an address. Cut by hand from the end: the texts come from whoever was profiled.
 */
export function parseLocation(text: string): FirefoxLocation {
  const open = text.lastIndexOf(' (');
  if (open < 0 || !text.endsWith(')')) {
    return { name: text, file: undefined, module: undefined, line: 0 };
  }
  const name = text.slice(0, open);
  const inner = text.slice(open + 2, -1);
  if (inner.startsWith('in ')) {
    const [module = ''] = inner.slice(3).split(' + ');
    return { name, file: undefined, module, line: 0 };
  }
  const [rest, last] = cutNumber(inner);
  if (last === undefined) return { name, file: inner, module: undefined, line: 0 };
  const [file, line] = cutNumber(rest);
  // With two numbers at the end the second is the column.
  return { name, file, module: undefined, line: line ?? last };
}

/** Cuts `:12` off the end. */
function cutNumber(text: string): readonly [rest: string, number: number | undefined] {
  const colon = text.lastIndexOf(':');
  const digits = text.slice(colon + 1);
  if (colon <= 0 || !/^\d{1,9}$/.test(digits)) return [text, undefined];
  return [text.slice(0, colon), Number(digits)];
}
