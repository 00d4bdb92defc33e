import { CodedError } from '@stormpetrel/base';
import { type GraphQLFieldResolver, defaultFieldResolver } from 'graphql';
import { queryErrors } from '../errors.ts';

/** What a number, a flag or a brace takes, and what stands around a name: about. */
const markLength = 8;

/**
 * Counts what one answer comes to while it is put together, and ends it where it becomes too large: a small document can ask
 * for a thousand long lists, and the server must not go down with their answer.
 */
export class AnswerSize {
  readonly #lengthMax: number;
  readonly #ending = new AbortController();
  #length = 0;
  #refusal: CodedError | undefined;

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  /** Aborted once the answer is too large. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Why the answer was ended; undefined where it was not. */
  get refusal(): CodedError | undefined {
    return this.#refusal;
  }

  /** Resolves as GraphQL does by itself, and counts. To be the resolver of all fields that have none of their own. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
    const value: unknown = defaultFieldResolver(source, args, context, info);
    this.#length += String(info.path.key).length + lengthOf(value);
    if (this.#length > this.#lengthMax) throw this.#end();
    return value;
  };

  #end(): CodedError {
    const refusal = answerTooLarge(this.#lengthMax);
    this.#refusal ??= refusal;
    // Without a reason of ours: what waits for its turn has not failed at reading, and nobody is to be told so.
    this.#ending.abort();
    return refusal;
  }
}

export function answerTooLarge(lengthMax: number): CodedError {
  return new CodedError(
    queryErrors.answerTooLarge.code,
    `the answer has more than about ${lengthMax} characters; ask for less, or in several requests`,
  );
}

/** Objects are counted by their own fields. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length + markLength;
  if (!Array.isArray(value) || typeof value[0] === 'object') return markLength;
  return value.reduce((sum: number, item: unknown) => sum + lengthOf(item), markLength);
}
