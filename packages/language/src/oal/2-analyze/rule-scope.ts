import { assertNever, closestWords } from '@stormpetrel/base';
import type { SourceDefinition, SourceFieldType } from '@stormpetrel/model';

import type { Diagnostics, SourceText, Span } from '../../kit/index.ts';
import type { Attribute } from '../1-parse/syntax.ts';
import type { OalCatalog } from './catalog.ts';
import type { Term } from './term.ts';

/** What a value is, to the checks: enums by their names. */
export type ValueType = 'text' | 'number' | 'boolean' | 'list' | { readonly enum: string };

export interface TypedTerm {
  readonly term: Term;
  readonly type: ValueType;
  /** Has it a fraction? */
  readonly fractional: boolean;
}

/** One rule while it is checked: what names mean in it, and where its faults are told. */
export class RuleScope {
  readonly file: SourceText;
  readonly catalog: OalCatalog;
  readonly sourceName: string;
  readonly source: SourceDefinition;
  readonly #diagnostics: Diagnostics;
  #failed = false;

  constructor(
    file: SourceText,
    catalog: OalCatalog,
    sourceName: string,
    source: SourceDefinition,
    diagnostics: Diagnostics,
  ) {
    this.file = file;
    this.catalog = catalog;
    this.sourceName = sourceName;
    this.source = source;
    this.#diagnostics = diagnostics;
  }

  /** Was anything wrong? Such a rule is left out. */
  get failed(): boolean {
    return this.#failed;
  }

  fail(span: Span, message: string, expected: readonly string[] = []): undefined {
    this.#failed = true;
    this.#diagnostics.report(this.file, span, message, expected);
    return undefined;
  }

  /** The attribute as a value, cast where the rule says so; undefined where it is not known. */
  resolve(attribute: Attribute): TypedTerm | undefined {
    const found = this.#find(attribute);
    if (found === undefined || attribute.cast === undefined) return found;
    if (found.type === 'number') return found;
    if (found.type !== 'text') {
      const message = `only text can be cast, and ${attribute.path} is ${typeName(found.type)}`;
      return this.fail(attribute, message);
    }
    return { term: { kind: 'parsed', of: found.term }, type: 'number', fractional: false };
  }

  #find(attribute: Attribute): TypedTerm | undefined {
    const { path, key } = attribute;
    if (key !== undefined) return this.#findTag(attribute, key);
    const { fields } = this.source;
    const type = Object.hasOwn(fields, path) ? fields[path] : undefined;
    if (type === undefined || type === 'tags') {
      const near = closestWords(path, Object.keys(fields));
      return this.fail(attribute, `unknown attribute "${path}" of ${this.sourceName}`, near);
    }
    const term: Term = { kind: 'field', field: path, type };
    return { term, type: valueType(type), fractional: type === 'double' };
  }

  #findTag(attribute: Attribute, key: string): TypedTerm | undefined {
    const { path } = attribute;
    const tags = Object.entries(this.source.fields).find(([, type]) => type === 'tags');
    if (path !== 'tag') {
      return this.fail(attribute, `"${path}" has no keys`, ['tag["…"]']);
    }
    if (tags === undefined) return this.fail(attribute, `${this.sourceName} has no tags`);
    return { term: { kind: 'tag', field: tags[0], key }, type: 'text', fractional: false };
  }
}

function valueType(type: SourceFieldType): ValueType {
  switch (type) {
    case 'string':
      return 'text';
    case 'int':
    case 'long':
    case 'double':
      return 'number';
    case 'bool':
      return 'boolean';
    case 'strings':
    case 'ints':
    case 'tags':
      return 'list';
    default:
      return { enum: type };
  }
}

/** `a number`, `one of DetectPoint`. */
export function typeName(type: ValueType): string {
  if (typeof type === 'object') return `one of ${type.enum}`;
  switch (type) {
    case 'text':
      return 'text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'list':
      return 'a list';
    default:
      return assertNever(type);
  }
}
