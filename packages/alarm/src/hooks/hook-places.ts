import {
  type Document,
  LineCounter,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
} from 'yaml';
import type { Place } from '../rules/settings-text.ts';
import type { Path, PlaceOf } from './field-reader.ts';

/** Places in a settings text that was found to be YAML. The text is parsed when the first place is asked for. */
export function hookPlaces(text: string): PlaceOf {
  let parsed: { readonly document: Document; readonly lines: LineCounter } | undefined;
  return (path) => {
    if (parsed === undefined) {
      const lines = new LineCounter();
      const options = { lineCounter: lines, merge: true, prettyErrors: false } as const;
      parsed = { document: parseDocument(text, { ...options, logLevel: 'silent' }), lines };
    }
    return placeOf(parsed.document, parsed.lines, ['hooks', ...path]);
  };
}

function placeOf(document: Document, lines: LineCounter, path: Path): Place {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    let key: unknown;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
      );
      if (pair === undefined) break;
      ({ key, value: node } = pair);
    } else if (isSeq(node)) {
      key = node = node.items[Number(part)];
    } else break;
    // A field is pointed at by its name, an entry of a list by itself.
    if (isNode(key) && key.range) [offset] = key.range;
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
