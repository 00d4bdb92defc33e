import { askedWindow, graphql } from '../../server.ts';

export interface NamedInstance {
  readonly id: string;
  readonly name: string;
  readonly language: string;
}

const document =
  'query Instances($id:ID!,$d:Duration!){listInstances(serviceId:$id,duration:$d){id name language}}';

/** The instances of a service that were there in the window on screen. */
export async function readInstances(
  serviceId: string,
  signal: AbortSignal,
): Promise<readonly NamedInstance[]> {
  const { listInstances } = await graphql().query<{
    readonly listInstances: readonly NamedInstance[] | null;
  }>(document, { id: serviceId, d: askedWindow.peek().duration }, signal);
  return listInstances ?? [];
}
