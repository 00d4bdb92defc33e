/** Suggestions for expressions and for what they are asked for. */
import { findFuzzy } from '../../base/fuzzy.ts';
import { valueOf } from '../../base/loadable.ts';
import { filterOffer } from '../../model/filter/filter-offer.ts';
import type { FilterOffer, OfferedWord } from '../../model/filter/filter-offer.ts';
import { metricHint } from '../../model/mqe/catalogue.ts';
import type { Metric } from '../../model/mqe/catalogue.ts';
import { acceptExpression, expressionPlaceAt } from '../../model/mqe/completion.ts';
import type { ExpressionPlace } from '../../model/mqe/completion.ts';
import { catalogueScopeOf, entityGrammar, entityOf } from '../../model/mqe/entity-text.ts';
import { mqeFunctions } from '../../model/mqe/functions.ts';
import { readLabels } from '../../model/mqe/label-values.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';

const shownMax = 14;

export function offerEntity(text: string, cursor: number): FilterOffer {
  return filterOffer(text, cursor, entityGrammar, { offersServices: true });
}

/** @param of what the panel asks for: its metrics come first, and its labels are read for it. */
export function offerExpression(
  text: string,
  cursor: number,
  metrics: readonly Metric[],
  of: string,
): FilterOffer {
  const place = expressionPlaceAt(text, cursor);
  const isLabel = place.kind === 'labelKey' || place.kind === 'labelValue';
  return {
    key: isLabel ? `${place.kind} ${place.metric} ${place.label} ${of}` : place.kind,
    typed: place.typed,
    known: knownAt(place, metrics, of),
    ...(isLabel ? { read: (signal: AbortSignal) => readNames(place, of, signal) } : {}),
    accept: (value) => acceptExpression(text, place, value),
  };
}

function knownAt(
  place: ExpressionPlace,
  metrics: readonly Metric[],
  of: string,
): readonly OfferedWord[] {
  if (place.kind === 'choice') {
    return place.choices
      .filter((word) => word.startsWith(place.typed))
      .map((word) => ({ value: word, label: word, hint: place.call?.signature ?? '' }));
  }
  if (place.kind !== 'operand' && place.kind !== 'metric') return [];
  // Nobody wants a list of a thousand metrics before the first letter; functions are few.
  const scope = catalogueScopeOf(of);
  const sorted = metrics.toSorted(
    (a, b) => Number(b.catalog === scope) - Number(a.catalog === scope),
  );
  const words = [
    ...(place.kind === 'operand'
      ? mqeFunctions.map(({ name, signature, help }) => ({
          value: `${name}(`,
          label: signature,
          name,
          hint: help,
        }))
      : []),
    ...sorted.map((metric) => ({
      value: metric.name,
      label: metric.name,
      name: metric.name,
      hint: metricHint(metric),
    })),
  ];
  const found = findFuzzy(place.typed, words, ({ name }) => name, shownMax);
  const isWritten = found.length === 1 && found[0]?.item.name === place.typed;
  return isWritten ? [] : found.map(({ item }) => item);
}

async function readNames(
  place: ExpressionPlace,
  of: string,
  signal: AbortSignal,
): Promise<readonly OfferedWord[]> {
  const services = valueOf(serviceDirectory().result.peek()) ?? [];
  const labels = await readLabels(place.metric, entityOf(of, services), signal);
  if (place.kind === 'labelKey') {
    return [...labels].map(([key, values]) => ({
      value: key,
      label: key,
      hint: values.slice(0, 5).join(', '),
    }));
  }
  return (labels.get(place.label) ?? []).map((value) => ({ value, label: value, hint: '' }));
}
