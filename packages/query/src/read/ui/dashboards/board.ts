/**
 * Dashboards in the form that the classic UI keeps them: a grid of 24 columns, 12 pixels and a gap to the row, on which each
 * part has its place (`x`, `y`, `w`, `h`) and a number of its own (`i`). Here they are written as rows of parts.
 *
 * Numbers are given once on a dashboard, on all pages of its tabs together: the UI takes parts with the same number on two pages
 * for the same part, and shows on the one what it has asked for the other.
 */
import type { LayerName } from '@stormpetrel/model';

/** What stands in one place: a chart, a list, a map, a page of traces. */
export interface Part {
  readonly type: string;
  /** Of tabs: what is on each, by name. */
  readonly pages?: Readonly<Record<string, readonly Row[]>>;
  readonly [field: string]: unknown;
}

/** Parts of equal width beside each other. */
export interface Row {
  readonly height: number;
  readonly parts: readonly Part[];
}

export type BoardEntity =
  | 'All'
  | 'Service'
  | 'ServiceInstance'
  | 'Endpoint'
  | 'ServiceRelation'
  | 'ServiceInstanceRelation'
  | 'EndpointRelation';

export interface Board {
  readonly layer: LayerName;
  readonly entity: BoardEntity;
  /** Links between dashboards go by name; so do those that people have kept. */
  readonly name: string;
  /** The one that the menu opens. */
  readonly isRoot?: boolean;
  readonly rows: readonly Row[];
}

const gridWidth = 24;

/** The JSON that the classic UI reads. */
export function boardConfiguration({ layer, entity, name, isRoot = false, rows }: Board): string {
  const children = place(rows, { next: 0 });
  return JSON.stringify({ layer, entity, name, isRoot, children });
}

export function row(height: number, ...parts: readonly Part[]): Row {
  return { height, parts };
}

/** One part that has the whole width. */
export function whole(part: Part, height = 48): readonly Row[] {
  return [row(height, part)];
}

/** Pages behind each other. */
export function tabs(pages: Readonly<Record<string, readonly Row[]>>): Part {
  return { type: 'Tab', pages };
}

function place(rows: readonly Row[], numbers: { next: number }): readonly object[] {
  const children: object[] = [];
  let y = 0;
  for (const { height, parts } of rows) {
    const w = Math.floor(gridWidth / parts.length);
    for (const [index, { pages, ...part }] of parts.entries()) {
      const i = String(numbers.next++);
      const inside = pages && {
        children: Object.entries(pages).map(([name, inner]) => ({
          name,
          children: place(inner, numbers),
        })),
      };
      children.push({ x: index * w, y, w, h: height, i, ...part, ...inside });
    }
    y += height;
  }
  return children;
}
