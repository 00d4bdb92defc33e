/**
 * Rules that group endpoint names: `/prod/{var}` takes any one part for `{var}`. Of several that match, the one with
 * the most literal parts wins, then the one written first.
 */
export class EndpointRules {
  readonly #byService: ReadonlyMap<string, readonly EndpointRule[]>;

  constructor(patternsByService: ReadonlyMap<string, readonly string[]> = new Map()) {
    this.#byService = new Map(
      [...patternsByService].map(([service, patterns]) => [service, patterns.map(ruleOf)]),
    );
  }

  /** The pattern that the name falls under, or undefined. */
  format(service: string, endpoint: string): string | undefined {
    const rules = this.#byService.get(service);
    if (rules === undefined) return undefined;
    const parts = endpoint.split('/');
    let best: EndpointRule | undefined;
    for (const rule of rules) {
      if (matches(rule, parts) && (best === undefined || rule.literals > best.literals))
        best = rule;
    }
    return best?.pattern;
  }
}

interface EndpointRule {
  readonly pattern: string;
  /** undefined where anything goes. */
  readonly parts: readonly (string | undefined)[];
  readonly literals: number;
}

function ruleOf(pattern: string): EndpointRule {
  const parts = pattern.split('/').map((part) => (part === '{var}' ? undefined : part));
  return { pattern, parts, literals: parts.filter((part) => part !== undefined).length };
}

function matches(rule: EndpointRule, parts: readonly string[]): boolean {
  if (rule.parts.length !== parts.length) return false;
  return rule.parts.every((part, i) => (part === undefined ? parts[i] !== '' : part === parts[i]));
}
