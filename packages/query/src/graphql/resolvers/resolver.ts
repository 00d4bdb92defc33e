import { CodedError } from '@stormpetrel/base';
import { queryErrors } from '../../errors.ts';
import type { EntityInput } from '../../read/entity.ts';
import type { NamedService } from '../../read/metadata/metadata-reader.ts';
import type { DurationInput } from '../../read/time-window.ts';
import type { QueryContext } from '../query-context.ts';

/**
 * Answers one field of the root. Arguments have been checked against the schema when it is called, so each resolver
 * declares those that its field has.
 */
export type Resolver<Arguments> = (args: Arguments, context: QueryContext) => unknown;

/** Resolvers by field, whatever their arguments. */
export type ResolverMap = Readonly<Record<string, Resolver<never>>>;

export type Optional<T> = T | null | undefined;

/** Fields that tell how they were answered, when asked to. */
export interface WithDebug {
  readonly debug?: Optional<boolean>;
}

export interface WithDuration {
  readonly duration: DurationInput;
}

export interface NamedInstance extends NamedService {
  readonly instanceName: string;
}

export interface NamedEndpoint extends NamedService {
  readonly endpointName: string;
}

export type OrderInput = 'ASC' | 'DES';

/** Refuses arguments that list more than one field answers. */
export function refuseBeyond(what: string, list: readonly unknown[], countMax: number): void {
  if (list.length <= countMax) return;
  const { code } = queryErrors.requestTooLarge;
  throw new CodedError(
    code,
    `the request names ${list.length} ${what}, and ${countMax} are the most`,
  );
}

/** GraphQL's order in the words of rankings. */
export function orderOf(order: OrderInput): 'asc' | 'des' {
  return order === 'ASC' ? 'asc' : 'des';
}

export type { DurationInput, EntityInput };
