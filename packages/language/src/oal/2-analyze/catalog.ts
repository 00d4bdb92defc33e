import { type SourceCatalog, sourceEnums, sources } from '@stormpetrel/model';

/** What rules can speak of: sources with their fields, and the values of enums by name. */
export interface OalCatalog {
  readonly sources: SourceCatalog;
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Everything that this server observes. */
export const shippedCatalog: OalCatalog = { sources, enums: sourceEnums };
