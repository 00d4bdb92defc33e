import {
  type SourceDefinition,
  type SourceFieldType,
  type SourceName,
  sourceEnums,
  sources,
} from '@stormpetrel/model';

/** What decides; testkit's `SeededRandom` is one. */
export interface Dice {
  /** A whole number in [min, max]. */
  int(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
}

/** Texts that rules speak of, and some that they do not. */
const words: readonly string[] = [
  '',
  ...`a b abc xabc abcx http tcp dns kafka 12 -7 +3 1x connect accept close write read protocol
    forwarded dropped ingress egress`.split(/\s+/),
];

/** Far from anything usual, but whole numbers that add up exactly. */
const extremes: readonly number[] = [0, 2 ** 31, 2 ** 45, -(2 ** 40)];

/** An event of a source, every field within what rules tell apart. */
export function randomSource(name: SourceName, dice: Dice): Readonly<Record<string, unknown>> {
  const definition: SourceDefinition = sources[name];
  const fields = Object.entries(definition.fields);
  return Object.fromEntries(fields.map(([field, type]) => [field, randomValue(type, dice)]));
}

function randomValue(type: SourceFieldType, dice: Dice): unknown {
  switch (type) {
    case 'string':
      return dice.pick(words);
    case 'int':
    case 'long':
      if (dice.chance(0.2)) return dice.pick(extremes);
      return dice.chance(0.5) ? dice.int(90, 610) : dice.int(-20, 4000);
    case 'double':
      // Quarters add up exactly in any order.
      return dice.int(-4000, 4000) / 4;
    case 'bool':
      return dice.chance(0.5);
    case 'strings':
      return Array.from({ length: dice.int(0, 3) }, () => dice.pick(words));
    case 'ints':
      return Array.from({ length: dice.int(0, 3) }, () => dice.int(0, 5));
    case 'tags': {
      const text = dice.chance(0.3) ? undefined : dice.pick(words);
      return { get: () => text };
    }
    default:
      return dice.pick(Object.values(sourceEnums[type]));
  }
}
