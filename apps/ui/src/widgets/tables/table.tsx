import './table.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useKeys } from '../hooks/use-keys.ts';

export interface TableColumn<T> {
  readonly key: string;
  readonly title: string;
  /** What the title stands for, on hover. */
  readonly help?: string;
  readonly isNumber?: boolean;
  /** A CSS width; one column without takes what is left. */
  readonly width?: string;
  /** Left out on narrow screens. */
  readonly isSecondary?: boolean;
  readonly render: (row: T) => ComponentChildren;
  /** Makes the column sortable. Undefined values come last in both directions. */
  readonly sortValue?: (row: T) => number | string | undefined;
}

interface TableProps<T> {
  readonly label: string;
  readonly columns: readonly TableColumn<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** `load` ascending or `-load` descending; the order of the rows is kept for a key that is no column's. */
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  readonly onOpen?: (row: T) => void;
  /** Binds j, k and Enter. Only one table of a page should. */
  readonly hasKeys?: boolean;
  /** The head sticks below the top bar. */
  readonly isPage?: boolean;
  readonly rowHeightPx?: number;
  readonly class?: string;
}

/** The row that was opened last, by the label of its table: who comes back goes on from there. */
const lastOpened = new Map<string, string>();

/** From this many rows on, only those near the view are in the document. */
const virtualFrom = 120;
const overscanRows = 20;

/** Sorts a copy by a column; numbers are sorted as numbers, the rest as text. */
export function sortRows<T>(
  rows: readonly T[],
  columns: readonly TableColumn<T>[],
  sort: string,
): readonly T[] {
  const isDescending = sort.startsWith('-');
  const key = isDescending ? sort.slice(1) : sort;
  const valueOf = columns.find((column) => column.key === key)?.sortValue;
  if (valueOf === undefined) return rows;
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((left, right) => {
    const a = valueOf(left);
    const b = valueOf(right);
    if (a === undefined || b === undefined)
      return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b));
  });
}

/** A table of rows of one height: sortable, walked with j and k, and virtual when it is long. */
export function Table<T>(props: TableProps<T>) {
  const { columns, rowKey, sort = '', onSort, onOpen, rowHeightPx = 28 } = props;
  const rows = sortRows(props.rows, columns, sort);
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState<string | undefined>(lastOpened.get(props.label));
  const range = useVisibleRange(body, rows.length, rowHeightPx);
  const move = (step: number): void => {
    const index = rows.findIndex((row) => rowKey(row) === at);
    const next = Math.min(rows.length - 1, Math.max(0, index < 0 ? 0 : index + step));
    const row = rows[next];
    if (row === undefined) return;
    setAt(rowKey(row));
    showRow(body.current, next, rowHeightPx);
  };
  const openRow = (row: T): void => {
    if (onOpen === undefined) return;
    lastOpened.set(props.label, rowKey(row));
    onOpen(row);
  };
  const openAt = (): void => {
    const row = rows.find((each) => rowKey(each) === at);
    if (row !== undefined) openRow(row);
  };
  const click = (event: MouseEvent, row: T): void => {
    const isControl =
      event.target instanceof Element && event.target.closest('a,button,input') !== null;
    if (!isControl && event.button === 0 && (window.getSelection()?.isCollapsed ?? true))
      openRow(row);
  };
  return (
    <table
      class={`table ${props.isPage === true ? 'table--page' : ''} ${props.class ?? ''}`}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
    >
      {props.hasKeys === true ? <TableKeys move={move} open={openAt} /> : undefined}
      <colgroup>
        {columns.map((column) => (
          <col
            key={column.key}
            class={column.isSecondary === true ? 'is-secondary' : ''}
            style={{ width: column.width ?? 'auto' }}
          />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => (
            <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        <Spacer rows={range.from} heightPx={rowHeightPx} span={columns.length} />
        {rows.slice(range.from, range.to).map((row, index) => (
          <tr
            key={rowKey(row)}
            aria-rowindex={range.from + index + 2}
            class={`${onOpen === undefined ? '' : 'is-link'} ${rowKey(row) === at ? 'is-at' : ''}`}
            onClick={(event) => click(event, row)}
          >
            {columns.map((column) => (
              <td key={column.key} class={cellClass(column)} data-title={column.title}>
                {column.render(row)}
              </td>
            ))}
          </tr>
        ))}
        <Spacer rows={rows.length - range.to} heightPx={rowHeightPx} span={columns.length} />
      </tbody>
    </table>
  );
}

function cellClass<T>(column: TableColumn<T>): string {
  return `${column.isNumber === true ? 'is-number' : ''} ${column.isSecondary === true ? 'is-secondary' : ''}`;
}

function TableKeys({
  move,
  open,
}: {
  readonly move: (step: number) => void;
  readonly open: () => void;
}) {
  useKeys('Lists', [
    { keys: 'j', label: 'Next row', run: () => move(1) },
    { keys: 'k', label: 'Previous row', run: () => move(-1) },
    { keys: 'Enter', label: 'Open the row', run: open },
  ]);
  return undefined;
}

interface HeadCellProps<T> {
  readonly column: TableColumn<T>;
  readonly sort: string;
  readonly onSort: ((sort: string) => void) | undefined;
}

function HeadCell<T>({ column, sort, onSort }: HeadCellProps<T>) {
  const isAscending = sort === column.key;
  const isDescending = sort === `-${column.key}`;
  if (column.sortValue === undefined || onSort === undefined) {
    return (
      <th scope="col" class={cellClass(column)} title={column.help}>
        {column.title}
      </th>
    );
  }
  // Numbers are looked at largest first, names from the start of the alphabet.
  const first = column.isNumber === true ? `-${column.key}` : column.key;
  const other = column.isNumber === true ? column.key : `-${column.key}`;
  return (
    <th
      scope="col"
      class={cellClass(column)}
      title={column.help}
      {...(isAscending || isDescending
        ? { 'aria-sort': isAscending ? 'ascending' : 'descending' }
        : {})}
    >
      <button type="button" onClick={() => onSort(sort === first ? other : first)}>
        {column.title}
        <span class="table__arrow" aria-hidden="true">
          {isAscending ? '↑' : isDescending ? '↓' : ''}
        </span>
      </button>
    </th>
  );
}

function Spacer({
  rows,
  heightPx,
  span,
}: {
  readonly rows: number;
  readonly heightPx: number;
  readonly span: number;
}) {
  if (rows <= 0) return undefined;
  return (
    <tr class="table__spacer" aria-hidden="true">
      <td colSpan={span} style={{ height: `${rows * heightPx}px` }} />
    </tr>
  );
}

/** On narrow screens rows have two lines: the first row that is there tells. */
function rowHeightOf(body: HTMLTableSectionElement, givenPx: number): number {
  return body.querySelector<HTMLElement>('tr:not(.table__spacer)')?.offsetHeight ?? givenPx;
}

function showRow(body: HTMLTableSectionElement | null, index: number, givenPx: number): void {
  if (body === null) return;
  const heightPx = rowHeightOf(body, givenPx);
  const topPx = body.getBoundingClientRect().top + index * heightPx;
  const marginPx = 80;
  if (topPx < marginPx) window.scrollBy(0, topPx - marginPx);
  else if (topPx + heightPx > window.innerHeight - marginPx) {
    window.scrollBy(0, topPx + heightPx - window.innerHeight + marginPx);
  }
}

interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** The rows near the view, following the scroll of the page. */
function useVisibleRange(
  body: { readonly current: HTMLTableSectionElement | null },
  count: number,
  givenHeightPx: number,
): RowRange {
  const [range, setRange] = useState<RowRange>({ from: 0, to: Math.min(count, virtualFrom) });
  const measure = (): void => {
    if (body.current === null) return;
    const topPx = body.current.getBoundingClientRect().top;
    const heightPx = rowHeightOf(body.current, givenHeightPx);
    const first = Math.floor(-topPx / heightPx);
    const last = Math.ceil((window.innerHeight - topPx) / heightPx);
    const from = Math.max(0, Math.min(count, first - overscanRows));
    const to = Math.max(from, Math.min(count, last + overscanRows));
    // Moving by a few rows changes nothing that can be seen: the overscan covers it.
    setRange((old) => {
      const isCovered =
        old.from <= Math.max(0, first - 4) &&
        old.to >= Math.min(count, last + 4) &&
        old.to <= count;
      return isCovered ? old : { from, to };
    });
  };
  useEffect(() => {
    window.addEventListener('scroll', measure, { passive: true });
    window.addEventListener('resize', measure);
    return () => {
      window.removeEventListener('scroll', measure);
      window.removeEventListener('resize', measure);
    };
  });
  useLayoutEffect(measure, [count, givenHeightPx]);
  return count <= virtualFrom ? { from: 0, to: count } : range;
}
