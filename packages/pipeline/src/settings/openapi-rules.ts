/** One operation of an OpenAPI definition: which endpoint names are calls of it, and how they are to be named. */
export interface OpenApiOperation {
  readonly service: string;
  /** An endpoint name, with `{…}` for the variable parts of the path. */
  readonly match: string;
  readonly name: string;
}

/**
 * Groups endpoint names by OpenAPI definitions (server-core, EndpointGroupingRule4Openapi): names without variables are
 * looked up; of the templates that match, the one with the fewest variables wins, then the longest.
 */
export class OpenApiRules {
  readonly #direct = new Map<string, Map<string, string>>();
  readonly #templates = new Map<string, OpenApiTemplate[]>();

  constructor(operations: readonly OpenApiOperation[] = []) {
    for (const { service, match, name } of operations) {
      if (isTemplate(match)) listOf(this.#templates, service).push(templateOf(match, name));
      else mapOf(this.#direct, service).set(match, name);
    }
    for (const templates of this.#templates.values()) {
      templates.sort((a, b) => a.variables - b.variables || b.length - a.length);
    }
  }

  format(service: string, endpoint: string): string | undefined {
    const direct = this.#direct.get(service)?.get(endpoint);
    if (direct !== undefined) return direct;
    return this.#templates.get(service)?.find(({ pattern }) => pattern.test(endpoint))?.name;
  }
}

interface OpenApiTemplate {
  readonly name: string;
  readonly pattern: RegExp;
  readonly variables: number;
  /** Of the literal text. */
  readonly length: number;
}

const placeholder = /\{[^{}]+\}/;

function isTemplate(match: string): boolean {
  return placeholder.test(match);
}

function templateOf(match: string, name: string): OpenApiTemplate {
  const literals = match.split(placeholder);
  // A part of a path never holds a slash, so the pattern cannot backtrack over more than one part.
  const source = literals.map(escapeForPattern).join('[^/]+');
  return {
    name,
    pattern: new RegExp(`^${source}$`),
    variables: literals.length - 1,
    length: literals.join('').length,
  };
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

function listOf<V>(map: Map<string, V[]>, key: string): V[] {
  let list = map.get(key);
  if (list === undefined) map.set(key, (list = []));
  return list;
}

function mapOf<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let inner = map.get(key);
  if (inner === undefined) map.set(key, (inner = new Map()));
  return inner;
}
