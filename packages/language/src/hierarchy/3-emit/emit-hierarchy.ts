import type { ComparisonPlan, HierarchyPlan, Term } from '../2-analyze/plan.ts';

export interface EmitOptions {
  /** The rule file's name and the hash of its text, kept as the module's manifest. */
  readonly name: string;
  readonly sha256: string;
}

/** The module of a plan without diagnostics. Its face: `manifest` and `hierarchy`. */
export function emitHierarchy(plan: HierarchyPlan, { name, sha256 }: EmitOptions): string {
  const rules = plan.rules.map(
    (rule) =>
      `  ${quote(rule.name)}: (upper: NamedInLayer, lower: NamedInLayer): boolean =>\n    ${rule.comparisons
        .map(emitComparison)
        .join(' &&\n    ')},\n`,
  );
  const levels = plan.levels.map(
    ({ layer, level }) => `    { layer: ${quote(layer)}, level: ${level} },\n`,
  );
  const matches = plan.matches.map(
    ({ upper, lower, rule }) =>
      `    { upper: ${quote(upper)}, lower: ${quote(lower)}, rule: ${quote(rule)}, matches: rules[${quote(rule)}] },\n`,
  );
  const body = rules.join('');
  const helpers = ['beforeLast', 'joined', 'same'].filter((word) => body.includes(`${word}(`));
  return `// Made by tools/generate-hierarchy.ts. To change it, change rules/${name} and run that.
import {
  type Hierarchy,
  type NamedInLayer,
${helpers.map((word) => `  ${word},\n`).join('')}} from '../runtime.ts';

/** What this module was made of. */
export const manifest = { file: ${quote(name)}, sha256: ${quote(sha256)} } as const;

const rules = {
${body}};

export const hierarchy: Hierarchy = {
  levels: [
${levels.join('')}  ],
  matches: [
${matches.join('')}  ],
};
`;
}

function emitComparison({ left, right }: ComparisonPlan): string {
  const [one, other] = [emitText(left), emitText(right)];
  // A plain field is always there, so that the language's own comparison says the same.
  return isPlain(left) || isPlain(right) ? `${one} === ${other}` : `same(${one}, ${other})`;
}

function isPlain(terms: readonly Term[]): boolean {
  return terms.every((term) => term.kind === 'text' || term.cuts.length === 0);
}

function emitText(terms: readonly Term[]): string {
  const parts = terms.map(emitTerm);
  if (parts.length === 1) return parts.join('');
  return isPlain(terms) ? parts.join(' + ') : `joined(${parts.join(', ')})`;
}

function emitTerm(term: Term): string {
  if (term.kind === 'text') return quote(term.value);
  return term.cuts.reduce(
    (inner, mark) => `beforeLast(${inner}, ${quote(mark)})`,
    `${term.side}.${term.field}`,
  );
}

/** JSON is a subset of what TypeScript reads as a text. */
function quote(text: string): string {
  return JSON.stringify(text);
}
