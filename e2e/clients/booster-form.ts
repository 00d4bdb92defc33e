/** The form of what the classic web UI sends. */
import type { ClientRequest } from './request.ts';

/** Documents are `query operation(variables) {body}`; the names of operations mean nothing and repeat. */
export function document(
  field: string,
  declared: string,
  body: string,
  variables: Readonly<Record<string, unknown>> = {},
  more: { readonly name?: string; readonly data?: Readonly<Record<string, unknown>> } = {},
): ClientRequest {
  const head = declared === '' ? 'query queryData' : `query queryData(${declared})`;
  return { name: field, fields: [field], query: `${head} { ${body} }`, variables, ...more };
}

export function change(...given: Parameters<typeof document>): ClientRequest {
  const request = document(...given);
  return { ...request, query: request.query.replace('query', 'mutation') };
}
