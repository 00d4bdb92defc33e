/** A model's prices for a million tokens, in the currency that the operator thinks in. */
export interface GenAiModel {
  /** The names it begins with: its own, and its aliases. */
  readonly prefixes: readonly string[];
  readonly inputCostPerMillion: number;
  readonly outputCostPerMillion: number;
}

export interface GenAiProvider {
  readonly name: string;
  /** Models whose names begin so are this provider's. */
  readonly prefixes: readonly string[];
  readonly models: readonly GenAiModel[];
}

const unknownProvider = 'unknown';

/** Finds provider and prices by the longest prefix of a model's name (server-library, GenAIModelMatcher). */
export class GenAiModels {
  readonly #providers: readonly (readonly [prefix: string, name: string])[];
  readonly #models: readonly (readonly [prefix: string, model: GenAiModel])[];

  constructor(providers: readonly GenAiProvider[] = []) {
    this.#providers = longestFirst(
      providers.flatMap(({ name, prefixes }) => prefixes.map((prefix) => [prefix, name] as const)),
    );
    this.#models = longestFirst(
      providers.flatMap(({ models }) =>
        models.flatMap((model) => model.prefixes.map((prefix) => [prefix, model] as const)),
      ),
    );
  }

  provider(modelName: string): string {
    return find(this.#providers, modelName) ?? unknownProvider;
  }

  /** Estimated cost in millionths of the currency, rounded; 0 where no price is known. */
  costMicros(modelName: string, inputTokens: number, outputTokens: number): number {
    const model = find(this.#models, modelName);
    if (model === undefined) return 0;
    return Math.round(
      inputTokens * model.inputCostPerMillion + outputTokens * model.outputCostPerMillion,
    );
  }
}

function longestFirst<T>(
  entries: readonly (readonly [prefix: string, value: T])[],
): readonly (readonly [prefix: string, value: T])[] {
  return entries.filter(([prefix]) => prefix !== '').sort(([a], [b]) => b.length - a.length);
}

function find<T>(
  entries: readonly (readonly [prefix: string, value: T])[],
  modelName: string,
): T | undefined {
  return entries.find(([prefix]) => modelName.startsWith(prefix))?.[1];
}
