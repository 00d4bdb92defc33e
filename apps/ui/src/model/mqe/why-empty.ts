/** Why an expression has no values: the metric is none, is of another kind of entity, or nothing came in the window. */
import { findFuzzy } from '../../base/fuzzy.ts';
import type { Service } from '../entity/entity.ts';
import { scopeName } from './catalogue.ts';
import type { Metric } from './catalogue.ts';
import { catalogueScopeOf, parseEntityText } from './entity-text.ts';
import { mqeFunctions } from './functions.ts';
import type { Panel } from './panels.ts';
import { tokensOf } from './tokens.ts';

export interface Hint {
  readonly text: string;
  /** The panel that would do better. */
  readonly better?: Panel;
  /** True when a longer window may help. */
  readonly isWindow?: boolean;
}

/** The metrics that an expression names, once each. */
export function metricsIn(expression: string): string[] {
  const tokens = tokensOf(expression);
  const functions = new Set(mqeFunctions.map(({ name }) => name));
  const names: string[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.text === '{') depth++;
    if (token.text === '}') depth--;
    const next = tokens[index + 1]?.text;
    const isMetric =
      token.kind === 'name' &&
      depth === 0 &&
      token.text.includes('_') &&
      next !== '(' &&
      next !== '=' &&
      !functions.has(token.text);
    if (isMetric && !names.includes(token.text)) names.push(token.text);
  }
  return names;
}

export function hintsFor(
  panel: Panel,
  metrics: readonly Metric[],
  services: readonly Service[],
): Hint[] {
  const hints: Hint[] = [];
  const scope = catalogueScopeOf(panel.of);
  const isRanking = /\btop_n(?:_of)?\s*\(/.test(panel.expression);
  for (const name of metricsIn(panel.expression)) {
    const metric = metrics.find((each) => each.name === name);
    if (metric === undefined) {
      if (metrics.length > 0) hints.push(unknownHint(panel, name, metrics));
    } else if (metric.type === 'SAMPLED_RECORD' && !isRanking) {
      hints.push({
        text: `${name} holds records: they are read by top_n.`,
        better: { ...panel, expression: `top_n(${name},10,des)` },
      });
    } else if (!isRanking && metric.catalog !== '' && metric.catalog !== scope) {
      hints.push({ text: scopeText(name, metric.catalog, scope) });
    }
  }
  hints.push(...unknownServices(panel, services));
  if (hints.length === 0)
    hints.push({
      text: 'The metric and the entity go together: nothing was measured in this window.',
      isWindow: true,
    });
  return hints;
}

/** Services that nobody has: some expressions have a value all the same, and a 0 of nothing looks like a good one. */
export function unknownServices(panel: Panel, services: readonly Service[]): Hint[] {
  const { values } = parseEntityText(panel.of).filter;
  return ['service', 'to.service'].flatMap((key) => {
    const service = values[key];
    const isKnown =
      service === undefined || services.length === 0 || services.some((it) => it.name === service);
    return isKnown ? [] : [{ text: `No service is called ${service}.` }];
  });
}

function unknownHint(panel: Panel, name: string, metrics: readonly Metric[]): Hint {
  const [nearest] = findFuzzy(name, metrics, (each) => each.name, 1);
  const better = nearest?.item.name ?? nearestByParts(name, metrics);
  const text = `There is no metric ${name}.`;
  if (better === undefined) return { text };
  return {
    text: `${text} Did you mean ${better}?`,
    better: {
      ...panel,
      expression: panel.expression.replaceAll(new RegExp(`(?<!\\w)${name}(?!\\w)`, 'g'), better),
    },
  };
}

/** The metric that shares most of its words, where the letters alone find none. */
function nearestByParts(name: string, metrics: readonly Metric[]): string | undefined {
  const parts = name.split('_').filter((part) => part.length > 1);
  let best: string | undefined;
  let bestScore = 1;
  for (const metric of metrics) {
    const own = metric.name.split('_');
    const shared = parts.filter((part) => own.some((each) => each.startsWith(part.slice(0, 4))));
    const score = shared.length * 2 - Math.abs(own.length - parts.length) * 0.5;
    if (score > bestScore) {
      best = metric.name;
      bestScore = score;
    }
  }
  return best;
}

const namesOf: Readonly<Record<string, string>> = {
  SERVICE: 'service=…',
  SERVICE_INSTANCE: 'service=… instance=…',
  ENDPOINT: 'service=… endpoint=…',
  SERVICE_RELATION: 'service=… to.service=…',
  SERVICE_INSTANCE_RELATION: 'service=… instance=… to.service=… to.instance=…',
  ENDPOINT_RELATION: 'service=… endpoint=… to.service=… to.endpoint=…',
};

function scopeText(name: string, catalog: string, scope: string): string {
  const asked = scope === 'ALL' ? 'for everything' : `for one ${scopeName(scope)}`;
  const write = namesOf[catalog];
  return `${name} is measured by ${scopeName(catalog)}, and it is asked ${asked}.${
    write === undefined ? '' : ` Write ${write}`
  }`;
}
