export { type HttpClient, type HttpClientOptions, createHttpClient } from './http-client.ts';
export type { HttpCall, HttpOutcome } from './http-outcome.ts';
export { isPublicAddress } from './public-address.ts';
