import { validateHeaderName, validateHeaderValue } from 'node:http';
import { closestWords } from '@stormpetrel/base';
import { type Place, isTree } from '../rules/settings-text.ts';
import { hookCountLimits } from './hook-limits.ts';
import { parseJsonTemplate } from './template.ts';

export type Path = readonly (string | number)[];
/** Where in the settings something stands, by its path below `hooks`; the nearest there is for what is missing. */
export type PlaceOf = (path: Path) => Place;

/** What is wrong with a hook, thrown while it is read. Messages never quote a value: most values here are secret. */
export class HookRefusal extends Error {
  readonly path: Path;

  constructor(path: Path, message: string) {
    super(message);
    this.path = path;
  }
}

/** Set by the connection itself. */
const reservedHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'transfer-encoding',
  'upgrade',
]);

/** Takes the fields of one mapping, each checked. Every method throws `HookRefusal`. */
export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: Path;
  readonly #asked = new Set<string>();

  constructor(fields: unknown, path: Path) {
    this.#path = path;
    if (!isTree(fields)) throw new HookRefusal(path, `${path.at(-1)} is no mapping`);
    this.#fields = fields;
  }

  refuse(message: string, ...path: Path): never {
    throw new HookRefusal([...this.#path, ...path], message);
  }

  /** Refuses fields that nobody asked for. */
  refuseOthers(): void {
    for (const field of Object.keys(this.#fields)) {
      if (this.#asked.has(field)) continue;
      const [near] = closestWords(field, [...this.#asked]);
      const hint = near === undefined ? '' : `, did you mean ${near}?`;
      this.refuse(`there is no field ${field}${hint}`, field);
    }
  }

  flag(field: string): boolean {
    const value = this.#get(field) ?? false;
    return typeof value === 'boolean' ? value : this.refuse(`${field} is true or false`, field);
  }

  text(field: string, otherwise: string): string {
    return this.#asText(this.#get(field) ?? otherwise, field);
  }

  neededText(field: string): string {
    const value = this.text(field, '');
    return value.trim() === '' ? this.refuse(`${field} is needed`, field) : value;
  }

  texts(field: string): string[] {
    return this.#list(field).map((value, i) => this.#asText(value, field, i));
  }

  url(field: string, otherwise = ''): string {
    return this.#asUrl(this.text(field, otherwise), field);
  }

  urls(field: string): string[] {
    return this.texts(field).map((value, i) => this.#asUrl(value, field, i));
  }

  /** A mapping of texts that can be sent as headers. */
  headers(field: string): Record<string, string> {
    const value = this.#get(field) ?? {};
    if (!isTree(value)) return this.refuse(`${field} is no mapping`, field);
    const headers: Record<string, string> = {};
    for (const [name, text] of Object.entries(value)) {
      headers[name] = this.#asText(text, field, name);
      if (reservedHeaders.has(name.toLowerCase())) {
        this.refuse(`the header ${name} can not be set`, field, name);
      }
      try {
        validateHeaderName(name);
        validateHeaderValue(name, headers[name]);
      } catch {
        this.refuse('the header can not be sent', field, name);
      }
    }
    return headers;
  }

  host(field: string): string {
    const value = this.neededText(field).trim();
    if (!/^[\w.:-]+$/.test(value)) this.refuse(`${field} is no host`, field);
    return value;
  }

  port(field: string): number {
    const value = Number(this.neededText(field));
    if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
    return this.refuse(`${field} is a whole number from 1 to 65535`, field);
  }

  template(field: string, form: 'json' | 'text'): string {
    const value = this.text(field, '');
    if (form === 'text' || value.trim() === '') return value;
    const parsed = parseJsonTemplate(value);
    return parsed.value === undefined ? this.refuse(parsed.fault, field) : value;
  }

  /** A list of mappings, of which there MUST be one at least. */
  each<T>(field: string, read: (item: FieldReader) => T): T[] {
    const items = this.#list(field).map((value, i) => {
      const item = new FieldReader(value, [...this.#path, field, i]);
      const result = read(item);
      item.refuseOthers();
      return result;
    });
    return this.atLeastOne(field, items);
  }

  atLeastOne<T>(field: string, items: T[]): T[] {
    return items.length === 0 ? this.refuse(`${field} is needed`, field) : items;
  }

  #get(field: string): unknown {
    this.#asked.add(field);
    return this.#fields[field];
  }

  #list(field: string): readonly unknown[] {
    const value = this.#get(field) ?? [];
    if (!Array.isArray(value)) return this.refuse(`${field} is no list`, field);
    const { addressesPerHookMax } = hookCountLimits;
    if (value.length <= addressesPerHookMax) return value;
    return this.refuse(
      `${field} has more than ${addressesPerHookMax} entries`,
      field,
      addressesPerHookMax,
    );
  }

  #asText(value: unknown, ...path: Path): string {
    // YAML has keys and secrets that are all digits as numbers.
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? value : this.refuse(`${path.at(-1)} is no text`, ...path);
  }

  #asUrl(value: string, ...path: Path): string {
    const url = URL.parse(value.trim());
    const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
    return isHttp ? value.trim() : this.refuse('this is no http or https address', ...path);
  }
}
