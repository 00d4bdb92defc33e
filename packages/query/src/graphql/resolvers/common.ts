import type { Resolver, ResolverMap } from './resolver.ts';

const version: Resolver<object> = (_, { services }) => services.version;
const checkHealth: Resolver<object> = (_, { services }) => services.health();

export const commonQueries: ResolverMap = { version, checkHealth };
export const commonMutations: ResolverMap = { version };
