/** The form of what `swctl` sends. */
import type { ClientRequest } from './request.ts';
import { duration as window } from './selections.ts';

export const duration = { ...window, coldStage: false };

/** `query ($variables) { result: field(arguments) selection }`, which is the form of nearly all of its documents. */
export function ask(
  field: string,
  declared: string,
  selection: string,
  variables: Readonly<Record<string, unknown>>,
  more: Partial<ClientRequest> & { readonly given?: string } = {},
): ClientRequest {
  const { given = declared.replaceAll(/\$(\w+):[^,]+/g, '$1: $$$1'), ...rest } = more;
  const head = declared === '' ? 'query' : `query (${declared})`;
  const body = given === '' ? field : `${field}(${given})`;
  const query = `${head} { result: ${body} ${selection} }`;
  return { name: field, fields: [field], query, variables, ...rest };
}

export function order(
  field: string,
  declared: string,
  selection: string,
  variables: object,
): ClientRequest {
  const request = ask(field, declared, selection, { ...variables });
  return { ...request, query: request.query.replace('query', 'mutation') };
}
