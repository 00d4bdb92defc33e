/**
 * The types of a chunk: what fields its events, and the entries of its pools, have and in which order. The metadata event:
 *
 *     int size, long type (0), long time, long duration, long id,
 *     int count, that many strings,
 *     an element: int name, int count of attributes (int key, int value each), int count of children, the children
 *
 * where names, keys and values are indexes of strings. Below the root stands `metadata`, below that a `class` for every type,
 * with a `field` for every field and an `annotation` for what is said of it.
 */
import type { JfrBytes } from '../bytes/jfr-bytes.ts';
import { JfrDamage } from '../jfr-damage.ts';
import { jfrLimits } from '../limits.ts';
import { readText } from '../pool-text.ts';

export interface JfrField {
  readonly name: string;
  readonly typeId: number;
  /** The value is the id of an entry in the pool of the type. */
  readonly pooled: boolean;
  readonly array: boolean;
  /** Unit of a span of time: `TICKS`, `NANOSECONDS`, `MILLISECONDS` … */
  readonly timespan: string | undefined;
}

export interface JfrType {
  readonly id: number;
  readonly name: string;
  readonly fields: readonly JfrField[];
}

export type JfrTypes = ReadonlyMap<number, JfrType>;

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
}

/** Remembers the types of the chunk before: the chunks of a recording mostly all say the same, and at length. */
export class MetadataReader {
  #body = new Uint8Array(0);
  #length = -1;
  #compressed = false;
  #spare = new Uint8Array(0);
  #types: JfrTypes = new Map();

  /** Reads the metadata event that `bytes` stands at, behind its size and type. Throws `JfrDamage`. */
  read(bytes: JfrBytes): JfrTypes {
    bytes.long();
    bytes.long();
    bytes.long();
    const { left: length, position, compressed } = bytes;
    if (length > jfrLimits.metadataBytesMax) throw new JfrDamage('too much metadata');
    if (this.#spare.length < length) this.#spare = new Uint8Array(length);
    bytes.copy(this.#spare, 0, length);
    if (this.#isSame(length, compressed)) return this.#types;
    bytes.seek(position, position + length);
    this.#length = -1;
    this.#types = readTypes(bytes);
    [this.#body, this.#spare] = [this.#spare, this.#body];
    this.#length = length;
    this.#compressed = compressed;
    return this.#types;
  }

  #isSame(length: number, compressed: boolean): boolean {
    if (length !== this.#length || compressed !== this.#compressed) return false;
    const body = this.#body;
    const spare = this.#spare;
    for (let i = 0; i < length; i++) if (body[i] !== spare[i]) return false;
    return true;
  }
}

function readTypes(bytes: JfrBytes): JfrTypes {
  const strings: string[] = [];
  const count = bytes.count();
  if (count > jfrLimits.metadataElementsMax) throw new JfrDamage('too much metadata');
  for (let i = 0; i < count; i++) {
    const text = readText(bytes);
    strings.push(typeof text === 'string' ? text : '');
  }
  const elements = new ElementReader(bytes, strings);
  const types = childrenNamed(elements.read(0), 'metadata').flatMap((child) =>
    childrenNamed(child, 'class'),
  );
  const names = new Map(types.map((type) => [idOf(type, 'id'), type.attributes.get('name') ?? '']));
  return new Map(
    types.map((type) => {
      const id = idOf(type, 'id');
      const fields = childrenNamed(type, 'field').map((field) => fieldOf(field, names));
      return [id, { id, name: names.get(id) ?? '', fields }];
    }),
  );
}

function fieldOf(element: Element, names: ReadonlyMap<number, string>): JfrField {
  const timespan = childrenNamed(element, 'annotation').find(
    (annotation) => names.get(idOf(annotation, 'class')) === 'jdk.jfr.Timespan',
  );
  const dimension = element.attributes.get('dimension');
  return {
    name: element.attributes.get('name') ?? '',
    typeId: idOf(element, 'class'),
    pooled: element.attributes.get('constantPool') === 'true',
    array: dimension !== undefined && dimension !== '0',
    timespan: timespan?.attributes.get('value'),
  };
}

function idOf(element: Element, key: string): number {
  const id = Number(element.attributes.get(key) ?? Number.NaN);
  return Number.isSafeInteger(id) ? id : -1;
}

function childrenNamed(element: Element, name: string): readonly Element[] {
  return element.children.filter((child) => child.name === name);
}

class ElementReader {
  readonly #bytes: JfrBytes;
  readonly #strings: readonly string[];
  #count = 0;

  constructor(bytes: JfrBytes, strings: readonly string[]) {
    this.#bytes = bytes;
    this.#strings = strings;
  }

  read(depth: number): Element {
    if (depth > jfrLimits.metadataDepthMax) throw new JfrDamage('metadata nested without end');
    if (++this.#count > jfrLimits.metadataElementsMax) throw new JfrDamage('too much metadata');
    const name = this.#string();
    const attributes = new Map<string, string>();
    const attributeCount = this.#bytes.count();
    this.#count += attributeCount;
    if (this.#count > jfrLimits.metadataElementsMax) throw new JfrDamage('too much metadata');
    for (let i = 0; i < attributeCount; i++) attributes.set(this.#string(), this.#string());
    const children: Element[] = [];
    const childCount = this.#bytes.count();
    for (let i = 0; i < childCount; i++) children.push(this.read(depth + 1));
    return { name, attributes, children };
  }

  #string(): string {
    return this.#strings[this.#bytes.int()] ?? '';
  }
}
