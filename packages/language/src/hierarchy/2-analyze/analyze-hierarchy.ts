/*
 * Looks up what the rules name: layers that exist and are told once, rules that are defined, levels that fall from each
 * layer to those below it, so that nobody who walks the hierarchy comes round again.
 */
import { closestWords } from '@stormpetrel/base';
import { Layer, findLayer } from '@stormpetrel/model';
import type { Diagnostics, SourceText } from '../../kit/index.ts';
import type {
  HierarchySyntax,
  LayerSyntax,
  RuleSyntax,
  TermSyntax,
  TextSyntax,
  Word,
} from '../1-parse/syntax.ts';
import type { Field, HierarchyPlan, RulePlan, Side, Term } from './plan.ts';

const levelMax = 1_000;
const sides: readonly Side[] = ['upper', 'lower'];
const fields: readonly Field[] = ['name', 'shortName'];

/** Of statements that are wrong the part that is sound. */
export function analyzeHierarchy(
  { source, statements }: HierarchySyntax,
  diagnostics: Diagnostics,
): HierarchyPlan {
  const analysis = new Analysis(source, diagnostics);
  const rules = statements.filter((each) => each.kind === 'rule');
  const layers = statements.filter((each) => each.kind === 'layer');
  for (const rule of rules) analysis.addRule(rule);
  for (const layer of layers) analysis.addLayer(layer);
  return {
    rules: [...analysis.rules.values()],
    levels: [...analysis.levels].map(([layer, level]) => ({ layer, level })),
    matches: layers.flatMap((layer) => analysis.matchesOf(layer)),
  };
}

class Analysis {
  readonly rules = new Map<string, RulePlan>();
  readonly levels = new Map<string, number>();
  readonly #source: SourceText;
  readonly #diagnostics: Diagnostics;

  constructor(source: SourceText, diagnostics: Diagnostics) {
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  addRule({ name, comparisons }: RuleSyntax): void {
    if (this.rules.has(name.text)) {
      this.#report(name, `there are two rules ${name.text}`);
      return;
    }
    const plans = comparisons.map(({ left, right }) => ({
      left: this.#text(left),
      right: this.#text(right),
    }));
    this.rules.set(name.text, { name: name.text, comparisons: plans });
  }

  addLayer({ name, level }: LayerSyntax): void {
    const number = Number(level.text);
    if (findLayer(name.text) === undefined) {
      const near = closestWords(name.text, Object.keys(Layer));
      this.#report(name, `there is no layer ${name.text}`, near);
    } else if (this.levels.has(name.text)) {
      this.#report(name, `${name.text} is told twice`);
    } else if (number > levelMax) {
      this.#report(level, `a level is ${levelMax} at most`);
    } else {
      this.levels.set(name.text, number);
    }
  }

  matchesOf({ name: upper, lowers }: LayerSyntax): HierarchyPlan['matches'] {
    const seen = new Set<string>();
    return lowers.flatMap(({ layer: lower, rule }) => {
      const isSound = this.#checkLower(upper, lower, rule) && !seen.has(lower.text);
      if (seen.has(lower.text)) this.#report(lower, `${lower.text} is told twice`);
      seen.add(lower.text);
      return isSound ? [{ upper: upper.text, lower: lower.text, rule: rule.text }] : [];
    });
  }

  #checkLower(upper: Word, lower: Word, rule: Word): boolean {
    const [high, low] = [this.levels.get(upper.text), this.levels.get(lower.text)];
    if (low === undefined) {
      const near = closestWords(lower.text, this.levels.keys());
      this.#report(lower, `the layer ${lower.text} has no level`, near);
      return false;
    }
    if (!this.rules.has(rule.text)) {
      this.#report(
        rule,
        `there is no rule ${rule.text}`,
        closestWords(rule.text, this.rules.keys()),
      );
      return false;
    }
    if (high !== undefined && high <= low) {
      this.#report(lower, `${lower.text} at ${low} is not below ${upper.text} at ${high}`);
      return false;
    }
    return high !== undefined;
  }

  #text(text: TextSyntax): readonly Term[] {
    return text.map((term) => this.#term(term));
  }

  #term(term: TermSyntax): Term {
    if (term.kind === 'text') return term;
    const side = this.#oneOf(term.side, sides);
    const field = this.#oneOf(term.field, fields);
    return { kind: 'field', side, field, cuts: term.cuts };
  }

  /** The first of them where the word is none: reported, so nothing is made of it. */
  #oneOf<W extends string>(word: Word, words: readonly W[]): W {
    const found = words.find((each) => each === word.text);
    if (found === undefined) this.#report(word, `unknown word ${JSON.stringify(word.text)}`, words);
    return found ?? (words[0] as W);
  }

  #report(word: Word, message: string, expected: readonly string[] = []): void {
    this.#diagnostics.report(this.#source, word, message, expected);
  }
}
