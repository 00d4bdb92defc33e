export { type CreateGraphqlOptions, createGraphqlEndpoint } from './graphql/create-endpoint.ts';
export type { GraphqlEndpoint } from './graphql/endpoint.ts';
export type { HttpRequest, HttpResponse } from './graphql/http-request.ts';
export type { HealthView, QuerySettings } from './graphql/query-context.ts';
export { queryErrors } from './errors.ts';
export { graphqlLimits, queryLimits } from './limits.ts';
export { type CatalogMetric, MetricCatalog } from './read/metric-catalog.ts';
