import { closestWords, messageOf } from '@stormpetrel/base';
import { alarmLimits } from '../limits.ts';
import type { AlarmTag, RuleSettings } from './rule-settings.ts';
import { parseMessageTemplate } from './message-template.ts';
import type { PatternCompiler } from '@stormpetrel/language/pattern';
import { type Place, type RawRule, isTree } from './settings-text.ts';

/** What is wrong with a rule, thrown while it is read or compiled. */
export class RuleRefusal extends Error {
  readonly place: Place;

  constructor(place: Place, message: string) {
    super(message);
    this.place = place;
  }
}

/** What a rule may refer to. */
export interface RuleParts {
  readonly hookNames: ReadonlySet<string>;
  readonly compilePattern: PatternCompiler;
}

const fieldNames = [
  'expression',
  'include-names',
  'include-names-regex',
  'exclude-names',
  'exclude-names-regex',
  'tags',
  'period',
  'silence-period',
  'recovery-observation-period',
  'message',
  'hooks',
] as const;
type FieldName = (typeof fieldNames)[number];

/** The settings of a rule, each field checked for itself. Throws `RuleRefusal`. */
export function readRule(raw: RawRule, { hookNames, compilePattern }: RuleParts): RuleSettings {
  if (!raw.name.endsWith('_rule')) {
    throw new RuleRefusal(raw.place, 'the name of a rule must end with _rule');
  }
  if (raw.fields === undefined) throw new RuleRefusal(raw.place, 'a rule is a mapping');
  for (const field of Object.keys(raw.fields)) refuseUnknown(raw, field);
  const reader = new FieldReader(raw, raw.fields, compilePattern);
  const expression = reader.text('expression', '').trim();
  if (expression === '') throw new RuleRefusal(raw.place, 'a rule needs an expression');
  const period = reader.minutes('period', 1, 1, alarmLimits.windowMinutesMax);
  const countdownMax = alarmLimits.countdownMinutesMax;
  return {
    name: raw.name,
    expression,
    includeNames: reader.names('include-names'),
    excludeNames: reader.names('exclude-names'),
    includeNamesRegex: reader.pattern('include-names-regex'),
    excludeNamesRegex: reader.pattern('exclude-names-regex'),
    tags: reader.tags(),
    period,
    silencePeriod: reader.minutes('silence-period', period, 0, countdownMax),
    recoveryObservationPeriod: reader.minutes('recovery-observation-period', 0, 0, countdownMax),
    message: reader.message(`Alarm caused by Rule ${raw.name}`),
    hooks: reader.hooks(hookNames),
  };
}

function refuseUnknown(raw: RawRule, field: string): void {
  if ((fieldNames as readonly string[]).includes(field)) return;
  const [near] = closestWords(field, fieldNames);
  const hint = near === undefined ? '' : `, did you mean ${near}?`;
  throw new RuleRefusal(raw.placeOf(field), `a rule has no field ${field}${hint}`);
}

class FieldReader {
  readonly #raw: RawRule;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #compilePattern: PatternCompiler;

  constructor(
    raw: RawRule,
    fields: Readonly<Record<string, unknown>>,
    compilePattern: PatternCompiler,
  ) {
    this.#compilePattern = compilePattern;
    this.#raw = raw;
    this.#fields = fields;
  }

  text(field: FieldName, otherwise: string): string {
    const value = this.#fields[field] ?? otherwise;
    return typeof value === 'string' ? value : this.#refuse(field, 'must be a text');
  }

  minutes(field: FieldName, otherwise: number, min: number, max: number): number {
    const value = this.#fields[field] ?? otherwise;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
      return value;
    }
    return this.#refuse(field, `must be a whole number of minutes from ${min} to ${max}`);
  }

  names(field: FieldName): readonly string[] {
    const value = this.#fields[field] ?? [];
    if (!Array.isArray(value) || !value.every(isScalar)) this.#refuse(field, 'must be a list');
    const names = (value as readonly unknown[]).map(String);
    if (names.length > alarmLimits.namesMax) {
      this.#refuse(field, `has more than ${alarmLimits.namesMax} names`);
    }
    return names;
  }

  pattern(field: FieldName): string {
    const text = this.text(field, '');
    if (text.length > alarmLimits.patternLengthMax) {
      this.#refuse(field, `is longer than ${alarmLimits.patternLengthMax} characters`);
    }
    try {
      if (text !== '') this.#compilePattern(text);
    } catch (thrown) {
      this.#refuse(field, `is no regular expression: ${messageOf(thrown)}`);
    }
    return text;
  }

  tags(): readonly AlarmTag[] {
    const value = this.#fields['tags'] ?? {};
    if (!isTree(value) || !Object.values(value).every(isScalar)) {
      return this.#refuse('tags', 'must be a mapping of keys to texts');
    }
    return Object.entries(value).map(([key, text]) => ({ key, value: String(text) }));
  }

  message(otherwise: string): string {
    const text = this.text('message', otherwise);
    if (text.length > alarmLimits.messageLengthMax) {
      this.#refuse('message', `is longer than ${alarmLimits.messageLengthMax} characters`);
    }
    const template = parseMessageTemplate(text);
    if ('unknown' in template) {
      this.#refuse('message', `cannot show {${template.unknown}}: {name} and {id} are what it can`);
    }
    return text;
  }

  hooks(known: ReadonlySet<string>): readonly string[] {
    const hooks = [...new Set(this.names('hooks'))];
    const missing = hooks.find((name) => !known.has(name));
    if (missing !== undefined) {
      this.#refuse('hooks', `names ${missing}, which is not among the hooks (write type.name)`);
    }
    return hooks;
  }

  #refuse(field: FieldName, message: string): never {
    throw new RuleRefusal(this.#raw.placeOf(field), `${field} ${message}`);
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** `type.name` of all hooks that the settings define. */
export function hookNamesOf(hooks: unknown): ReadonlySet<string> {
  if (!isTree(hooks)) return new Set();
  return new Set(
    Object.entries(hooks).flatMap(([type, named]) =>
      isTree(named) ? Object.keys(named).map((name) => `${type}.${name}`) : [],
    ),
  );
}
