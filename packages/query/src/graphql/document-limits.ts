/**
 * What a document may ask for, counted before it is checked or run. Fragments count wherever they are spread, but each
 * is walked only once, so that fragments which spread each other twice over cannot make the counting itself long.
 */
import { CodedError } from '@stormpetrel/base';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { queryErrors } from '../errors.ts';
import { graphqlLimits } from '../limits.ts';

interface Extent {
  readonly depth: number;
  readonly fields: number;
  readonly rootFields: number;
}

const nothing: Extent = { depth: 0, fields: 0, rootFields: 0 };

/** Throws a `CodedError` where an operation of the document exceeds a limit. */
export function checkDocumentLimits(
  document: DocumentNode,
  fieldsMax: number = graphqlLimits.fieldsMax,
): void {
  const counter = new ExtentCounter(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields, rootFields } = counter.measure(definition.selectionSet);
    refuseBeyond('levels of depth', depth, graphqlLimits.depthMax);
    refuseBeyond('fields at its root', rootFields, graphqlLimits.rootFieldsMax);
    refuseBeyond('fields', fields, fieldsMax);
  }
}

function refuseBeyond(what: string, count: number, countMax: number): void {
  if (count <= countMax) return;
  throw new CodedError(
    queryErrors.requestTooLarge.code,
    `the query has ${count} ${what}, and ${countMax} are the most`,
  );
}

class ExtentCounter {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, Extent>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.#fragments.set(definition.name.value, definition);
      }
    }
  }

  measure(set: SelectionSetNode): Extent {
    let depth = 0;
    let fields = 0;
    let rootFields = 0;
    for (const selection of set.selections) {
      const extent = this.#extentOf(selection);
      depth = Math.max(depth, extent.depth);
      fields += extent.fields;
      rootFields += extent.rootFields;
    }
    return { depth, fields, rootFields };
  }

  #extentOf(selection: SelectionSetNode['selections'][number]): Extent {
    switch (selection.kind) {
      case Kind.FIELD: {
        const inner =
          selection.selectionSet === undefined ? nothing : this.measure(selection.selectionSet);
        return { depth: inner.depth + 1, fields: inner.fields + 1, rootFields: 1 };
      }
      case Kind.INLINE_FRAGMENT:
        return this.measure(selection.selectionSet);
      default:
        return this.#fragment(selection.name.value);
    }
  }

  /** A fragment that spreads itself counts as nothing inside itself; the check against the schema refuses it. */
  #fragment(name: string): Extent {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return nothing;
    this.#known.set(name, nothing);
    const extent = this.measure(fragment.selectionSet);
    this.#known.set(name, extent);
    return extent;
  }
}
