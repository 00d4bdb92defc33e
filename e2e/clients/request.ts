/** A request as a client sends it. */
export interface ClientRequest {
  /** What the client asks it for. */
  readonly name: string;
  /** The fields of Query or Mutation in it: docs/reference/graphql.md says whether they can be answered. */
  readonly fields: readonly string[];
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The whole answer, where it is known by hand. Otherwise that there is one is all that is asked for. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface RecordedClient {
  readonly name: string;
  readonly requests: readonly ClientRequest[];
}
