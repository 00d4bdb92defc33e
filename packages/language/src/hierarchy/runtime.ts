/** What a rule sees of a service. */
export interface NamedInLayer {
  readonly name: string;
  /** The name without its group. */
  readonly shortName: string;
}

export type MatchRule = (upper: NamedInLayer, lower: NamedInLayer) => boolean;

/** Services of `upper` and `lower` that `matches` are the same service. */
export interface LayerMatch {
  readonly upper: string;
  readonly lower: string;
  /** The rule's name. */
  readonly rule: string;
  readonly matches: MatchRule;
}

export interface LayerLevel {
  readonly layer: string;
  readonly level: number;
}

export interface Hierarchy {
  /** In the order of the rules' text. */
  readonly levels: readonly LayerLevel[];
  readonly matches: readonly LayerMatch[];
}

/** A text, or nothing where it was asked for what it does not have. */
export type Part = string | undefined;

/** What stands before the last `mark`; nothing where there is no mark, or nothing before it. */
export function beforeLast(text: Part, mark: string): Part {
  const at = text === undefined ? -1 : text.lastIndexOf(mark);
  return at <= 0 ? undefined : text?.slice(0, at);
}

/** The texts one after the other; nothing where one of them is. */
export function joined(...parts: readonly Part[]): Part {
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** Nothing equals nothing else, itself included. */
export function same(one: Part, other: Part): boolean {
  return one !== undefined && one === other;
}
