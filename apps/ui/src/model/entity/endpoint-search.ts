import { graphql } from '../server.ts';

export interface EndpointHit {
  readonly id: string;
  readonly name: string;
  readonly serviceName: string;
}

/** The protocol finds endpoints within one service; more services than this are not asked in one go. */
const servicesMax = 60;
const hitsPerService = 8;

/** Endpoints whose name holds the keyword, over several services, in one request. */
export async function findEndpoints(
  keyword: string,
  services: readonly { readonly id: string; readonly name: string }[],
  signal?: AbortSignal,
): Promise<readonly EndpointHit[]> {
  const asked = services.slice(0, servicesMax);
  if (asked.length === 0) return [];
  const variables: Record<string, unknown> = { k: keyword };
  for (const [index, service] of asked.entries()) variables[`s${index}`] = service.id;
  const declared = asked.map((_, index) => `$s${index}:ID!`).join(',');
  const fields = asked
    .map(
      (_, index) =>
        `r${index}:findEndpoint(keyword:$k,serviceId:$s${index},limit:${hitsPerService}){id name}`,
    )
    .join(' ');
  const answer = await graphql().query<
    Readonly<Record<string, readonly { id: string; name: string }[]>>
  >(`query Endpoints($k:String,${declared}){${fields}}`, variables, signal);
  return asked.flatMap((service, index) =>
    (answer[`r${index}`] ?? []).map((endpoint) => ({ ...endpoint, serviceName: service.name })),
  );
}
