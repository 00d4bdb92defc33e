import { CodedError } from '@stormpetrel/base';
import { graphqlSchemaParts } from '@stormpetrel/protocol/graphql';
import {
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLScalarType,
  buildSchema,
} from 'graphql';
import { queryErrors } from '../errors.ts';
import type { QueryContext } from './query-context.ts';
import { metricQueryResolvers, mutationResolvers, queryResolvers } from './resolvers/index.ts';
import type { ResolverMap } from './resolvers/resolver.ts';

/** The schema with its resolvers. Takes some ten milliseconds: built when the first request comes, not at start. */
export function createQuerySchema(): GraphQLSchema {
  const schema = buildSchema(Object.values(graphqlSchemaParts).join('\n'), { assumeValid: true });
  makeLongWhole(schema);
  attach(schema.getQueryType(), queryResolvers, fewAtATime);
  attach(schema.getMutationType(), mutationResolvers, atOnce);
  return schema;
}

type Call = (field: string, context: QueryContext, answer: () => unknown) => unknown;

const atOnce: Call = (_, _context, answer) => answer();

/** Lists wait for each other; readings of metrics have their own bounds, and must start together. */
const fewAtATime: Call = (field, context, answer) =>
  Object.hasOwn(metricQueryResolvers, field) ? answer() : context.bounds.lists.run(answer);

function attach(
  type: GraphQLObjectType | null | undefined,
  resolvers: ResolverMap,
  call: Call,
): void {
  for (const field of Object.values(type?.getFields() ?? {})) {
    const resolver = resolvers[field.name];
    field.resolve = (_, args, context: QueryContext) => {
      if (resolver === undefined) throw notAvailable(field.name);
      return call(field.name, context, () => resolver(args as never, context));
    };
  }
}

function notAvailable(field: string): CodedError {
  return new CodedError(queryErrors.notAvailable.code, `field ${field} is not available yet`);
}

/** `Long` goes out as a JSON number; as SkyWalking's, it takes numbers and texts of numbers in. */
function makeLongWhole(schema: GraphQLSchema): void {
  const long = schema.getType('Long');
  if (!(long instanceof GraphQLScalarType)) return;
  long.coerceOutputValue = wholeNumber;
  long.coerceInputValue = wholeNumber;
  long.coerceInputLiteral = (literal) =>
    wholeNumber('value' in literal ? literal.value : undefined);
}

function wholeNumber(value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    throw new TypeError(`${JSON.stringify(value)} is not a whole number`);
  }
  return Math.trunc(number);
}
