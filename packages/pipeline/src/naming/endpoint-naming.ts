import { limits } from '../limits.ts';
import type { EndpointRules } from '../settings/endpoint-rules.ts';
import type { OpenApiRules } from '../settings/openapi-rules.ts';
import { UriPatterns } from './uri-patterns.ts';

export interface EndpointNamingSettings {
  readonly openApi: OpenApiRules;
  readonly rules: EndpointRules;
  /** Recognise variable parts of paths. */
  readonly recogniseUris: boolean;
  /** Children of a path node that look like ids, and of any look, before they are taken for variables. */
  readonly uriIdChildrenMax: number;
  readonly uriChildrenMax: number;
}

/**
 * Puts endpoints that differ only in variable parts under one name: first by OpenAPI definitions, then by the rules for
 * the service, then by recognised paths (server-core, EndpointNameGrouping). Names given MUST be cut already.
 */
export class EndpointNaming {
  #settings: EndpointNamingSettings;
  #patterns: UriPatterns;
  #rulesVersion = 0;

  constructor(settings: EndpointNamingSettings) {
    this.#settings = settings;
    this.#patterns = patternsFor(settings);
  }

  /** Changes when names remembered from before may read differently now. */
  get version(): number {
    return this.#rulesVersion + this.#patterns.version;
  }

  get uriNodeCount(): number {
    return this.#patterns.nodeCount;
  }

  format(service: string, endpoint: string): string {
    const { openApi, rules, recogniseUris } = this.#settings;
    return (
      openApi.format(service, endpoint) ??
      rules.format(service, endpoint) ??
      (recogniseUris ? this.#patterns.format(service, endpoint) : endpoint)
    );
  }

  update(settings: EndpointNamingSettings): void {
    this.#rulesVersion += this.#patterns.version + 1;
    this.#settings = settings;
    this.#patterns = patternsFor(settings);
  }
}

function patternsFor(settings: EndpointNamingSettings): UriPatterns {
  return new UriPatterns({
    idChildrenMax: settings.uriIdChildrenMax,
    childrenMax: settings.uriChildrenMax,
    partsMax: limits.uriPartsMax,
    nodesPerServiceMax: limits.uriNodesPerServiceMax,
    nodesMax: limits.uriNodesMax,
  });
}
