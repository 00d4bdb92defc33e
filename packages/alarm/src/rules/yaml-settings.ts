/** Settings from YAML. Loaded only where there is a text: the shipped rules need none, and the parser takes megabytes. */
import { messageOf } from '@stormpetrel/base';
import { LineCounter, type Pair, isMap, isPair, isScalar, parseDocument } from 'yaml';
import { alarmLimits } from '../limits.ts';
import type { RuleProblem } from './alarm-rule.ts';
import { type Place, type RawRule, type RawSettings, isTree } from './settings-text.ts';

/** Never throws. undefined with the reason where the text as a whole is not right: nothing of it counts then. */
export function parseSettingsText(text: string): RawSettings | { readonly refused: RuleProblem } {
  const start = { line: 1, column: 1 };
  const refuse = (message: string, place: Place = start): { readonly refused: RuleProblem } => ({
    refused: { rule: undefined, ...place, message },
  });
  if (text.length > alarmLimits.settingsBytesMax) {
    return refuse(`the settings are longer than ${alarmLimits.settingsBytesMax} characters`);
  }
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    merge: true,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [error] = document.errors;
  // A text that breaks off its structure may have lost whole rules: better none of it than a part that looks whole.
  if (error !== undefined) return refuse(error.message, placeAt(error.pos[0]));
  let values: unknown;
  try {
    values = document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    return refuse(messageOf(thrown));
  }
  if (values === null || values === undefined) return { rules: [], hooks: undefined, problems: [] };
  if (!isTree(values)) return refuse('the settings are no mapping');
  const { rules = {}, hooks, ...others } = values;
  const problems = Object.keys(others).map((name) => ({
    rule: undefined,
    ...placeOfKey(document.contents, name, placeAt),
    message: `there is no section ${name}: rules and hooks are what there is`,
  }));
  if (rules !== null && !isTree(rules)) return refuse('rules is no mapping');
  const node = document.get('rules', true);
  const raw = Object.entries(rules ?? {}).map(([name, fields]) =>
    rawRule(name, fields, node, { text, placeAt }),
  );
  return { rules: raw, hooks: hooks ?? undefined, problems };
}

interface Placing {
  readonly text: string;
  readonly placeAt: (offset: number) => Place;
}

function rawRule(name: string, fields: unknown, rules: unknown, placing: Placing): RawRule {
  const { text, placeAt } = placing;
  const place = placeOfKey(rules, name, placeAt);
  const rule = findPair(rules, name)?.value;
  const valueOf = (field: string): unknown => findPair(rule, field)?.value;
  const placeOf = (field: string): Place => {
    const value = valueOf(field);
    const from = startOf(value);
    return from === undefined ? placeOfKey(rule, field, placeAt, place) : placeAt(from);
  };
  return {
    name,
    fields: isTree(fields) ? fields : undefined,
    place,
    placeOf,
    placeIn(field, offset) {
      const value = valueOf(field);
      if (!isScalar(value) || typeof value.value !== 'string' || !value.range)
        return placeOf(field);
      const quoted = value.type === 'QUOTE_DOUBLE' || value.type === 'QUOTE_SINGLE' ? 1 : 0;
      const from = value.range[0] + quoted;
      const isPlain = text.startsWith(value.value, from);
      return isPlain ? placeAt(from + offset) : placeOf(field);
    },
  };
}

function placeOfKey(
  map: unknown,
  name: string,
  placeAt: (offset: number) => Place,
  otherwise: Place = { line: 1, column: 1 },
): Place {
  const from = startOf(findPair(map, name)?.key);
  return from === undefined ? otherwise : placeAt(from);
}

function findPair(map: unknown, name: string): Pair | undefined {
  if (!isMap(map)) return undefined;
  return map.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === name,
  );
}

/** Where a node of the text begins. */
function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const from: unknown = Array.isArray(node.range) ? node.range[0] : undefined;
  return typeof from === 'number' ? from : undefined;
}
