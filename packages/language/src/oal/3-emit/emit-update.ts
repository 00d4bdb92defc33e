import { AssertionFailure, assertNever, must } from '@stormpetrel/base';

import type { Constant, Term, Test } from '../2-analyze/term.ts';
import { type Block, type Branch, type Step, exhausts, termId } from './block.ts';

/** The body of an `update` function in TypeScript, two spaces in, and the names that it takes from rule-support. */
export interface UpdateCode {
  readonly body: string;
  readonly imports: readonly string[];
  /** The types that it names, of runtime.ts. */
  readonly types: readonly string[];
}

export function emitUpdate(block: Block): UpdateCode {
  const emitter = new UpdateEmitter();
  const body = emitter.block(block, '  ', new Map());
  const imports = [...emitter.imports];
  return { body: `${emitter.head()}${body}`, imports, types: [...emitter.types] };
}

/** Names of bound terms by id. */
type Names = ReadonlyMap<string, string>;

/** What a generated function may not call a local: its parameters, its other locals and words of the language. */
const taken: ReadonlySet<string> = new Set(
  `rows row first source context scalars maps texts table metrics update
  bucketOf wholeOf parseWhole layerName noText
  await break case catch class const continue debugger default delete do else enum export extends
  false finally for function if implements import in instanceof interface let new null package
  private protected public return static super switch this throw true try typeof var void while
  with yield arguments eval`.split(/\s+/),
);

class UpdateEmitter {
  readonly imports = new Set<string>();
  readonly types = new Set<string>();
  readonly #storages = new Set<'scalars' | 'maps' | 'texts'>();

  /** The declarations that come before everything else. */
  head(): string {
    const used = (['scalars', 'maps', 'texts'] as const).filter((name) => this.#storages.has(name));
    if (used.length === 0) return '';
    const first = used.includes('scalars') ? '  const first = row * rows.scalarsPerRow;\n' : '';
    return `  const { ${used.join(', ')} } = rows;\n${first}`;
  }

  block(block: Block, indent: string, outer: Names): string {
    const names = new Map(outer);
    const used = new Set(names.values());
    let code = '';
    for (const term of block.bound) {
      const name = freeName(localName(term), used);
      code += `${indent}const ${name} = ${this.#term(term, names)};\n`;
      names.set(termId(term), name);
      used.add(name);
    }
    for (const step of block.steps) code += this.#step(step, indent, names);
    for (const branches of block.chains) code += this.#chain(branches, indent, names);
    return code;
  }

  #chain(branches: readonly Branch[], indent: string, names: Names): string {
    const [first, last] = branches;
    const parts = branches.map((branch) => {
      if (branches.length === 2 && branch === last && first && exhausts(first.test, last.test)) {
        return `{\n${this.block(branch.block, `${indent}  `, names)}${indent}}`;
      }
      const { tests, block } = collapse(branch);
      const condition = tests.map((test) => this.#test(test, names)).join(' && ');
      return `if (${condition}) {\n${this.block(block, `${indent}  `, names)}${indent}}`;
    });
    return `${indent}${parts.join(' else ')}\n`;
  }

  #step(step: Step, indent: string, names: Names): string {
    const { column, index } = step;
    const comment = `${indent}// ${column.name}\n`;
    const value = this.#term(step.value, names);
    switch (column.kind) {
      case 'sum': {
        const cell = this.#scalar(index);
        return `${comment}${indent}${cell} = (${cell} as number) + ${value};\n`;
      }
      case 'min':
      case 'max': {
        const cell = this.#scalar(index);
        const sign = column.kind === 'min' ? '<' : '>';
        return `${comment}${indent}if (${value} ${sign} (${cell} as number)) ${cell} = ${value};\n`;
      }
      case 'map': {
        const key = this.#term(must(step.key, 'a map has keys'), names);
        this.#storages.add('maps');
        this.types.add('MapAccumulator');
        return `${comment}${indent}(maps[${index}] as MapAccumulator).add(row, ${key}, ${value});\n`;
      }
      case 'text': {
        this.#storages.add('texts');
        this.imports.add('noText');
        const array = `${indent}const t${index} = texts[${index}] as Uint32Array;\n`;
        return `${comment}${array}${indent}if (t${index}[row] === noText) t${index}[row] = rows.textIndex(${value});\n`;
      }
      case 'latest':
        throw new AssertionFailure('no function of OAL keeps the latest');
      default:
        return assertNever(column.kind);
    }
  }

  #scalar(index: number): string {
    this.#storages.add('scalars');
    return `scalars[first${index === 0 ? '' : ` + ${index}`}]`;
  }

  #test(test: Test, names: Names): string {
    const left = this.#term(test.left, names);
    switch (test.kind) {
      case 'compare': {
        const { right, operator } = test;
        if (right.kind === 'constant' && typeof right.value === 'boolean') {
          return right.value ? left : `!${left}`;
        }
        const sign = operator === '==' || operator === '!=' ? `${operator}=` : operator;
        return `${left} ${sign} ${this.#term(right, names)}`;
      }
      case 'like': {
        const call = { start: 'startsWith', end: 'endsWith', anywhere: 'includes' }[test.where];
        const found = `.${call}(${constantText(test.text)})`;
        return test.left.kind === 'tag' ? `${left}?${found} === true` : `${left}${found}`;
      }
      case 'in': {
        const options = test.values.map((value) => `${left} === ${this.#term(value, names)}`);
        return options.length === 1 ? options.join('') : `(${options.join(' || ')})`;
      }
      case 'contain':
        return `${test.negated ? '!' : ''}${left}.includes(${this.#term(test.value, names)})`;
      case 'isNumber':
        return `!Number.isNaN(${left})`;
      default:
        return assertNever(test);
    }
  }

  #term(term: Term, names: Names): string {
    const name = names.get(termId(term));
    if (name !== undefined) return name;
    switch (term.kind) {
      case 'constant':
        return constantText(term.value);
      case 'field':
        return fieldCode(term.field);
      case 'tag':
        return `${fieldCode(term.field)}.get(${constantText(term.key)})`;
      case 'parsed':
        return this.#call('parseWhole', this.#term(term.of, names));
      case 'whole':
        return this.#call('wholeOf', this.#term(term.of, names));
      case 'scaled':
        return `${term.by} * ${this.#term(term.of, names)}`;
      case 'bucket': {
        const bucket = this.#call('bucketOf', `${this.#term(term.of, names)}, ${term.width}`);
        return term.last === undefined ? bucket : `Math.min(${bucket}, ${term.last})`;
      }
      case 'textIndex':
        return `rows.textIndex(${this.#text(term.of, names)})`;
      case 'apdexThreshold':
        this.types.add('DispatchContext');
        return `context.apdexThresholdMs(${this.#text(term.of, names)})`;
      case 'layerName':
        return this.#call('layerName', this.#term(term.of, names));
      default:
        return assertNever(term);
    }
  }

  /** A tag that is not there is an empty text where a text is needed. */
  #text(term: Term, names: Names): string {
    return `${this.#term(term, names)}${term.kind === 'tag' ? " ?? ''" : ''}`;
  }

  #call(name: string, args: string): string {
    this.imports.add(name);
    return `${name}(${args})`;
  }
}

/** `if (a) { if (b) {…} }` is `if (a && b) {…}`. */
function collapse(branch: Branch): { readonly tests: readonly Test[]; readonly block: Block } {
  const { test, block } = branch;
  const [only] = block.chains;
  const [inner] = only ?? [];
  const plain = block.bound.length === 0 && block.steps.length === 0;
  if (!plain || block.chains.length !== 1 || only?.length !== 1 || inner === undefined) {
    return { tests: [test], block };
  }
  const rest = collapse(inner);
  return { tests: [test, ...rest.tests], block: rest.block };
}

function constantText(value: Constant): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function fieldCode(field: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(field) ? `source.${field}` : `source[${JSON.stringify(field)}]`;
}

/** `latency`, `writeL4Duration`, `thresholdMs`: what somebody would have called it. */
function localName(term: Term): string {
  switch (term.kind) {
    case 'field':
      return camelCase(term.field);
    case 'tag':
      return camelCase(`tag.${term.key}`);
    case 'parsed':
      return `${localName(term.of)}Number`;
    case 'whole':
      return `${localName(term.of)}Whole`;
    case 'bucket':
      return `${localName(term.of)}Bucket`;
    case 'textIndex':
      return `${localName(term.of)}Index`;
    case 'apdexThreshold':
      return 'thresholdMs';
    case 'scaled':
      return `${localName(term.of)}Times${term.by}`;
    case 'layerName':
      return 'layerText';
    case 'constant':
      return 'constant';
    default:
      return assertNever(term);
  }
}

function camelCase(path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  return /^[A-Za-z]/.test(name) ? name : `value${name}`;
}

function freeName(wanted: string, used: ReadonlySet<string>): string {
  let name = wanted;
  // Columns of texts are t0, t1 …
  for (let n = 2; used.has(name) || taken.has(name) || /^t\d+$/.test(name); n++) {
    name = `${wanted}${n}`;
  }
  return name;
}
