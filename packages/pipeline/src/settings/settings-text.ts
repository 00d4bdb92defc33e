import { type CodedError, messageOf } from '@stormpetrel/base';
import { parse } from 'yaml';
import { settingsError } from './settings-error.ts';

/** What a parsed YAML text holds: asked for with the shape that is expected, refused with the place that differs. */
export class SettingsNode {
  readonly #value: unknown;
  /** Where in which text, for messages: `gateways.yml: gateways[0].instances`. */
  readonly place: string;

  constructor(value: unknown, place: string) {
    this.#value = value;
    this.place = place;
  }

  get absent(): boolean {
    return this.#value === undefined || this.#value === null;
  }

  get(key: string): SettingsNode {
    const map = this.#map();
    return new SettingsNode(
      map[key],
      `${this.place}${this.place.includes(': ') ? '.' : ': '}${key}`,
    );
  }

  /** Empty when absent. */
  entries(): readonly (readonly [key: string, value: SettingsNode])[] {
    return Object.keys(this.#map()).map((key) => [key, this.get(key)]);
  }

  /** Empty when absent. */
  list(): readonly SettingsNode[] {
    if (this.absent) return [];
    if (!Array.isArray(this.#value)) throw this.refuse('a list');
    return this.#value.map((item, i) => new SettingsNode(item, `${this.place}[${i}]`));
  }

  text(): string {
    if (typeof this.#value === 'string' && this.#value !== '') return this.#value;
    // A host such as 10 or a service named 7 is read as a number by YAML.
    if (typeof this.#value === 'number') return String(this.#value);
    throw this.refuse('a text that is not empty');
  }

  /** Any text, number or truth value, as it is written; empty where nothing is. */
  scalar(): string {
    if (this.absent) return '';
    if (typeof this.#value === 'string') return this.#value;
    if (typeof this.#value === 'number' || typeof this.#value === 'boolean') {
      return String(this.#value);
    }
    throw this.refuse('a single value');
  }

  integer(): number {
    if (typeof this.#value === 'number' && Number.isSafeInteger(this.#value)) return this.#value;
    throw this.refuse('a whole number');
  }

  number(): number {
    if (typeof this.#value === 'number' && Number.isFinite(this.#value)) return this.#value;
    throw this.refuse('a number');
  }

  refuse(expected: string): CodedError {
    const found = this.absent ? 'nothing' : JSON.stringify(this.#value);
    return settingsError(`${this.place}: expected ${expected}, found ${found.slice(0, 80)}`);
  }

  #map(): Readonly<Record<string, unknown>> {
    if (this.absent) return {};
    if (typeof this.#value !== 'object' || Array.isArray(this.#value)) throw this.refuse('a map');
    return this.#value as Readonly<Record<string, unknown>>;
  }
}

/** Parses a YAML text; `name` is what messages call it (a file name, a configuration key). */
export function parseSettings(text: string, name: string): SettingsNode {
  try {
    return new SettingsNode(parse(text, { logLevel: 'error' }), name);
  } catch (thrown) {
    throw settingsError(`${name}: ${messageOf(thrown)}`, thrown);
  }
}
