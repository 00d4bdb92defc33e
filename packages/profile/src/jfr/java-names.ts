/** Names of classes and methods as the source writes them, out of those that the virtual machine uses. */

/** A class, and the package it is of (empty where it is of none). */
export interface ClassName {
  readonly name: string;
  readonly packageName: string;
}

const primitives: Readonly<Record<string, string>> = {
  B: 'byte',
  C: 'char',
  D: 'double',
  F: 'float',
  I: 'int',
  J: 'long',
  S: 'short',
  Z: 'boolean',
};

/** Classes made while running carry an address, which differs from run to run. */
const addressTail = /(?:\+0x[0-9a-fA-F]+)?[/.]\d[^/.]*$|\+0x[0-9a-fA-F]+$/;

/** `java/util/List` → `java.util.List`, `[[I` → `int[][]`, `A$$Lambda$5+0x0000000800c03000/123` → `A$$Lambda$5`. */
export function classNameOf(symbol: string): ClassName {
  let dimensions = 0;
  while (symbol[dimensions] === '[') dimensions++;
  let body = symbol.slice(dimensions);
  if (dimensions > 0) {
    if (body.length === 1) body = primitives[body] ?? body;
    else if (body.startsWith('L') && body.endsWith(';')) body = body.slice(1, -1);
  }
  const dotted = body.replace(addressTail, '').replaceAll('/', '.');
  const dot = dotted.lastIndexOf('.');
  return {
    name: dotted + '[]'.repeat(dimensions),
    packageName: dot < 0 ? '' : dotted.slice(0, dot),
  };
}

/** The function that a frame shows: of native code, which is of no class, the bare name. */
export function functionName(className: string, methodName: string): string {
  if (className === '') return methodName === '' ? 'unknown' : methodName;
  return methodName === '' ? className : `${className}.${methodName}`;
}
