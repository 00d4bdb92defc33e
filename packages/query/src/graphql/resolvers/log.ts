import type { Resolver, ResolverMap } from './resolver.ts';

/** Asked by every client when it starts. */
const supportQueryLogsByKeywords: Resolver<object> = () => false;

export const logQueries: ResolverMap = { supportQueryLogsByKeywords };
