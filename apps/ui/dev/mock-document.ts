/**
 * Reads just enough of GraphQL for the mock: the root fields of one operation with their aliases and arguments. What is
 * selected below them is not read; the mock answers whole objects.
 */
export interface RootField {
  readonly alias: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export function readRootFields(
  document: string,
  variables: Readonly<Record<string, unknown>>,
): readonly RootField[] {
  const tokens =
    document.match(
      /"(?:[^"\\]|\\.)*"|\.\.\.|[A-Za-z_]\w*|\$\w+|-?\d+(?:\.\d+)?|[{}()[\]:!,=@|]/g,
    ) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? '';
  const peek = (): string => tokens[at] ?? '';

  const readValue = (): unknown => {
    const token = next();
    if (token.startsWith('$')) return variables[token.slice(1)];
    if (token.startsWith('"')) return JSON.parse(token) as unknown;
    if (token === '[') {
      const items: unknown[] = [];
      while (peek() !== ']' && at < tokens.length)
        if (peek() === ',') next();
        else items.push(readValue());
      next();
      return items;
    }
    if (token === '{') return readPairs('}');
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    return /^-?\d/.test(token) ? Number(token) : token;
  };
  const readPairs = (end: string): Record<string, unknown> => {
    const pairs: Record<string, unknown> = {};
    while (peek() !== end && at < tokens.length) {
      if (peek() === ',') {
        next();
        continue;
      }
      const key = next();
      next();
      pairs[key] = readValue();
    }
    next();
    return pairs;
  };
  const skip = (open: string, close: string): void => {
    let depth = 0;
    do {
      const token = next();
      if (token === open) depth++;
      if (token === close) depth--;
    } while (depth > 0 && at < tokens.length);
  };

  while (peek() !== '{' && at < tokens.length)
    if (peek() === '(') skip('(', ')');
    else next();
  next();
  const fields: RootField[] = [];
  while (peek() !== '}' && at < tokens.length) {
    if (peek() === ',') {
      next();
      continue;
    }
    let name = next();
    const alias = name;
    if (peek() === ':') {
      next();
      name = next();
    }
    let args: Readonly<Record<string, unknown>> = {};
    if (peek() === '(') {
      next();
      args = readPairs(')');
    }
    if (peek() === '{') skip('{', '}');
    fields.push({ alias, name, args });
  }
  return fields;
}
