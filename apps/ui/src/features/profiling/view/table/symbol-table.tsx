import './symbol-table.css';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { sortSymbols, symbolColumnsOf } from '../../../../model/profile/symbol-order.ts';
import type { SymbolColumn, SymbolSort } from '../../../../model/profile/symbol-order.ts';
import type { ProfileState } from '../profile-state.ts';
import { inverse, Row, rowPx, show } from './symbol-row.tsx';
import type { RowsProps } from './symbol-row.tsx';

const overscanRows = 6;

const titles: Readonly<Record<SymbolColumn, { readonly title: string; readonly help: string }>> = {
  name: { title: 'Function', help: 'By name' },
  self: { title: 'Self', help: 'What it did itself' },
  total: {
    title: 'Total',
    help: 'With all that it called; a sample with several calls of it counts once',
  },
  selfDelta: { title: 'Δ Self', help: 'After less before' },
  totalDelta: { title: 'Δ Total', help: 'After less before' },
};

/** Every function with what it weighs: the picture in words, sorted as one likes. Only the rows in view are there. */
export function SymbolTable({ state }: { readonly state: ProfileState }) {
  const picture = state.picture.value;
  const rows = state.rows.value;
  if (picture === undefined || rows === undefined)
    return <section class="symbol-table" aria-label="Functions" />;
  return <Rows state={state} picture={picture} rows={rows} />;
}

function sortOf(state: ProfileState, isDiff: boolean): SymbolSort {
  const text = state.view.value.sort;
  const isAscending = !text.startsWith('-');
  const column = symbolColumnsOf(isDiff).find((each) => each === text.replace(/^-/, ''));
  if (column === undefined) return { column: isDiff ? 'selfDelta' : 'self', isAscending: false };
  return { column, isAscending };
}

/** The order of the rows: those that were found, or all. */
function useOrder({ state, picture, rows }: RowsProps, isDiff: boolean): Uint32Array {
  const flags = state.found.value?.flags;
  const sort = sortOf(state, isDiff);
  const { isRaw } = picture;
  return useMemo(() => {
    const takes =
      flags === undefined || flags.length === 0
        ? undefined
        : (symbol: number): boolean => flags[symbol] === 1;
    const scales = isRaw
      ? { after: 1, before: 1 }
      : { after: inverse(picture.whole), before: inverse(picture.wholeBefore) };
    return sortSymbols(rows, sort, { scales, takes });
  }, [picture, rows, sort.column, sort.isAscending, flags, isRaw]);
}

function Rows(props: RowsProps) {
  const { state, picture, rows } = props;
  // The table of the last picture stays until the next is here, so what it is tells itself.
  const isDiff = rows.selfBefore.length > 0;
  const order = useOrder(props, isDiff);
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [heightPx, setHeightPx] = useState(400);
  const [at, setAt] = useState(-1);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const sizes = new ResizeObserver(() => setHeightPx(element.clientHeight));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  useLayoutEffect(() => {
    setAt(-1);
    scroller.current?.scrollTo(0, 0);
  }, [order]);
  const first = Math.max(0, Math.floor(top / rowPx) - overscanRows);
  const last = Math.min(order.length, Math.ceil((top + heightPx) / rowPx) + overscanRows);
  const moveTo = (index: number): void => {
    const next = Math.min(order.length - 1, Math.max(0, index));
    setAt(next);
    const element = scroller.current;
    if (element === null) return;
    if (next * rowPx < element.scrollTop) element.scrollTop = next * rowPx;
    else if ((next + 2) * rowPx > element.scrollTop + element.clientHeight)
      element.scrollTop = (next + 2) * rowPx - element.clientHeight;
  };
  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(heightPx / rowPx) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: order.length - 1,
    };
    const next = steps[event.key];
    const row = order[at];
    if (next !== undefined) moveTo(next);
    // Enter on a button of the head is the button's.
    else if (event.key === 'Enter' && event.target === event.currentTarget && row !== undefined)
      show(state, rows.symbol[row] ?? 0);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section class="symbol-table" aria-label="Functions">
      <div
        class="symbol-table__scroll"
        ref={scroller}
        role="grid"
        aria-label="Functions"
        aria-rowcount={order.length + 1}
        tabIndex={0}
        {...(at >= first && at < last ? { 'aria-activedescendant': `symbol-row-${at}` } : {})}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={press}
      >
        <Head state={state} sort={sortOf(state, isDiff)} isDiff={isDiff} />
        <div
          role="rowgroup"
          class="symbol-table__body"
          style={{ height: `${order.length * rowPx}px` }}
        >
          {Array.from({ length: Math.max(0, last - first) }, (_, k) => {
            const index = first + k;
            return (
              <Row
                key={index % 512}
                state={state}
                picture={picture}
                rows={rows}
                row={order[index] as number}
                index={index}
                isAt={index === at}
                isDiff={isDiff}
              />
            );
          })}
        </div>
        {order.length === 0 ? (
          <p class="symbol-table__none muted">No function is called that.</p>
        ) : undefined}
      </div>
    </section>
  );
}

interface HeadProps {
  readonly state: ProfileState;
  readonly sort: SymbolSort;
  readonly isDiff: boolean;
}

function Head({ state, sort, isDiff }: HeadProps) {
  return (
    <div role="rowgroup" class="symbol-table__head">
      <div role="row" class={`symbol-row ${isDiff ? 'is-diff' : ''}`} aria-rowindex={1}>
        {symbolColumnsOf(isDiff).map((column) => {
          const isSorted = sort.column === column;
          const first = column === 'name' ? column : `-${column}`;
          const other = column === 'name' ? `-${column}` : column;
          const isFirst = isSorted && sort.isAscending === (column === 'name');
          return (
            <div
              key={column}
              role="columnheader"
              class={column === 'name' ? '' : 'is-number'}
              title={titles[column].help}
              {...(isSorted ? { 'aria-sort': sort.isAscending ? 'ascending' : 'descending' } : {})}
            >
              <button type="button" onClick={() => state.change({ sort: isFirst ? other : first })}>
                {titles[column].title}
                <span aria-hidden="true">{isSorted ? (sort.isAscending ? ' ↑' : ' ↓') : ''}</span>
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
