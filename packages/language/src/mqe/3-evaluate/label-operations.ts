import type {
  AggregateLabelsNode,
  LabelText,
  RelabelsNode,
  SortLabelValuesNode,
  SortValuesNode,
} from '../1-parse/expression.ts';
import type { MqeLabel } from '../data-source.ts';
import { mqeErrors } from '../errors.ts';
import { aggregateRow, aggregateValues } from './aggregate.ts';
import { type Mark, type Row, type Value, type ValueTable, compareNumbers } from './value-table.ts';

/** Replaces label n of the list of targets by replacement n: name and value. */
export function relabel(table: ValueTable, node: RelabelsNode): ValueTable {
  const targets = splitValues(node.target.text);
  const replacements = splitValues(node.replacement.text);
  if (targets.length === 0 || replacements.length === 0) return table;
  if (targets.length !== replacements.length) {
    return { ...table, error: mqeErrors.relabelCount(node.target.name) };
  }
  const { name } = node.target;
  const replace = (label: MqeLabel): MqeLabel => {
    // The last wins where a target stands twice.
    const index = label.key === name ? targets.lastIndexOf(label.value) : -1;
    const value = replacements[index];
    return value === undefined ? label : { key: node.replacement.name, value };
  };
  return { ...table, rows: table.rows.map((row) => ({ ...row, labels: row.labels.map(replace) })) };
}

/** The labels' values in a list like `50,75`. A comma in front makes no list, and commas at the end add nothing. */
function splitValues(text: string): readonly string[] {
  if (text.trim() === '') return [];
  if (text.indexOf(',') <= 0) return [text];
  return text.replace(/,+$/, '').split(',');
}

/** Puts rows together that agree in the labels to keep; labels that the rows do not have are not kept. */
export function aggregateLabels(table: ValueTable, node: AggregateLabelsNode): ValueTable {
  const [first] = table.rows;
  if (first === undefined) return table;
  const keep = node.keep.filter((name) => first.labels.some((label) => label.key === name));
  const groups = new Map<string, { readonly labels: readonly MqeLabel[]; readonly rows: Row[] }>();
  for (const row of table.rows) {
    const labels = keep.map((key) => ({ key, value: labelValue(row, key) }));
    const id = JSON.stringify(labels.map((label) => label.value));
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { labels, rows: [row] });
    else group.rows.push(row);
  }
  const rows = [...groups.values()].map((group): Row => {
    const [head] = group.rows;
    const marks: readonly Mark[] = (head?.marks ?? []).map((mark) => ({
      ...mark,
      traceId: undefined,
    }));
    const values = marks.map((_, index): Value => {
      const column = group.rows.map((row) => row.values[index]);
      return aggregateValues(column, node.function);
    });
    return { labels: group.labels, marks, values };
  });
  return { ...table, labelled: keep.length > 0, rows };
}

/**
 * The rows with the greatest or least aggregate; rows without any value come last, equal ones keep their order.
 * Results without labels are left alone.
 */
export function sortValues(table: ValueTable, node: SortValuesNode): ValueTable {
  if (!table.labelled) return table;
  const sign = node.order === 'asc' ? 1 : -1;
  const ranked = table.rows.map((row) => ({ row, rank: aggregateRow(row, node.function).value }));
  ranked.sort((a, b) => {
    if (a.rank === undefined || b.rank === undefined) {
      return Number(a.rank === undefined) - Number(b.rank === undefined);
    }
    return sign * compareNumbers(a.rank, b.rank);
  });
  const rows = ranked.slice(0, node.count).map(({ row }) => row);
  // The type is the protocol's, even where the values were single ones.
  return { ...table, type: 'TIME_SERIES_VALUES', rows };
}

/** Orders rows by the text of their labels, the first name first. */
export function sortLabelValues(table: ValueTable, node: SortLabelValuesNode): ValueTable {
  const sign = node.order === 'asc' ? 1 : -1;
  const rows = table.rows.toSorted((a, b) => {
    for (const name of node.names) {
      const difference = compareTexts(labelValue(a, name), labelValue(b, name));
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
  return { ...table, rows };
}

function labelValue(row: Row, name: string): string {
  return row.labels.find((label) => label.key === name)?.value ?? '';
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Does a label set fit the selection? Values of one name are alternatives, names must all fit, `*` takes any value. */
export type LabelSelector = (labels: readonly MqeLabel[]) => boolean;

export function createSelector(texts: readonly LabelText[]): LabelSelector {
  const wanted = new Map<string, Set<string>>();
  for (const { name, text } of texts) {
    for (const part of text.split(',')) {
      const value = part.trim();
      if (value === '') continue;
      const values = wanted.get(name) ?? new Set();
      wanted.set(name, values.add(value));
    }
  }
  return (labels) => {
    for (const [name, values] of wanted) {
      const label = labels.find((each) => each.key === name);
      if (label === undefined) return false;
      if (!values.has('*') && !values.has(label.value)) return false;
    }
    return true;
  };
}
