import './symbol-table.css';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ProfilePicture, SymbolRows } from '../../../model/profile/profile-session.ts';
import { sortSymbols, symbolColumnsOf } from '../../../model/profile/symbol-order.ts';
import type { SymbolColumn, SymbolSort } from '../../../model/profile/symbol-order.ts';
import { changeText, shareText, weightText } from '../../../model/profile/weight-text.ts';
import { hueColour } from '../../../base/service-hue.ts';
import { lookAround } from './flame-pane.tsx';
import { deltaText } from './flame-text.ts';
import { pick } from './profile-state.ts';
import type { ProfileState } from './profile-state.ts';

const rowPx = 22;
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

interface RowsProps {
  readonly state: ProfileState;
  readonly picture: ProfilePicture;
  readonly rows: SymbolRows;
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
  const { isRaw } = state.view.value;
  return useMemo(() => {
    const takes =
      flags === undefined || flags.length === 0
        ? undefined
        : (symbol: number): boolean => flags[symbol] === 1;
    const scales = isRaw
      ? { after: 1, before: 1 }
      : { after: inverse(picture.whole), before: inverse(picture.wholeBefore) };
    return sortSymbols(rows, sort, (id) => state.symbols.name(id), { scales, takes });
  }, [picture, rows, sort.column, sort.isAscending, flags, isRaw]);
}

function inverse(whole: number): number {
  return whole > 0 ? 1 / whole : 0;
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
    else if (event.key === 'Enter' && row !== undefined) show(state, rows.symbol[row] ?? 0);
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

interface RowProps extends RowsProps {
  readonly row: number;
  readonly index: number;
  readonly isAt: boolean;
  readonly isDiff: boolean;
}

/** Shows where a function is: its widest frame. */
function show(state: ProfileState, symbol: number): void {
  const tree = state.picture.peek()?.trees[0];
  if (tree === undefined) {
    lookAround(state, state.symbols.name(symbol));
    return;
  }
  let best = -1;
  for (let row = 1; row < tree.count; row++) {
    if (tree.symbol[row] !== symbol) continue;
    if (best < 0 || (tree.width[row] as number) > (tree.width[best] as number)) best = row;
  }
  if (best > 0 && (tree.width[best] as number) > 0) pick(state, { tree: 0, row: best }, true);
  else lookAround(state, state.symbols.name(symbol));
}

function Row({ state, picture, rows, row, index, isAt, isDiff }: RowProps) {
  const { symbols } = state;
  const symbol = rows.symbol[row] as number;
  const view = state.view.value;
  const hue = view.colour === 'owner' ? symbols.ownerHue(symbol) : symbols.packageHue(symbol);
  const name = symbols.name(symbol);
  return (
    <div
      id={`symbol-row-${index}`}
      role="row"
      aria-rowindex={index + 2}
      class={`symbol-row ${isDiff ? 'is-diff' : ''} ${isAt ? 'is-at' : ''}`}
      style={{ transform: `translateY(${index * rowPx}px)` }}
      onClick={() => show(state, symbol)}
      onDblClick={() => lookAround(state, name)}
    >
      <div role="gridcell" class="symbol-row__name" title={`${name}\n${symbols.package(symbol)}`}>
        {isDiff ? undefined : <i style={{ background: hueColour(hue) }} />}
        <span class="symbol-row__short">{symbols.shortName(symbol)}</span>
        <span class="symbol-row__package faint">{packageText(symbols, symbol)}</span>
      </div>
      {isDiff ? (
        <DiffCells state={state} picture={picture} rows={rows} row={row} />
      ) : (
        <PlainCells picture={picture} rows={rows} row={row} />
      )}
    </div>
  );
}

/** The package, where the name beside it does not say it already. */
function packageText(symbols: ProfileState['symbols'], symbol: number): string {
  const text = symbols.package(symbol);
  return symbols.shortName(symbol).startsWith(text) ? '' : text;
}

function PlainCells({ picture, rows, row }: Omit<RowsProps, 'state'> & { readonly row: number }) {
  const cells = [rows.self[row] as number, rows.total[row] as number];
  return (
    <>
      {cells.map((weight, index) => (
        <div
          key={index}
          role="gridcell"
          class="is-number symbol-row__share"
          title={weightText(weight, picture.unit)}
        >
          {index === 0 ? (
            <i style={{ width: `${picture.whole > 0 ? (weight / picture.whole) * 100 : 0}%` }} />
          ) : undefined}
          <span>
            {weight === 0 ? '–' : shareText(picture.whole > 0 ? weight / picture.whole : 0)}
          </span>
        </div>
      ))}
    </>
  );
}

function DiffCells({ state, picture, rows, row }: RowsProps & { readonly row: number }) {
  const { whole, wholeBefore, unit } = picture;
  const { isRaw } = state.view.value;
  const cell = (after: Float64Array, before: Float64Array, key: string) => {
    const now = after[row] as number;
    const was = before[row] as number;
    const share = now * inverse(whole) - was * inverse(wholeBefore);
    const delta = isRaw ? now - was : share;
    const tone =
      Math.abs(share) < 0.0005 && !isRaw
        ? 'faint'
        : delta > 0
          ? 'is-more'
          : delta < 0
            ? 'is-less'
            : 'faint';
    return (
      <>
        <div
          key={key}
          role="gridcell"
          class="is-number"
          title={`before ${weightText(was, unit)}, after ${weightText(now, unit)}`}
        >
          {now === 0
            ? '–'
            : isRaw
              ? weightText(now, unit).replace(/ samples?$/, '')
              : shareText(now * inverse(whole))}
        </div>
        <div key={`${key}d`} role="gridcell" class={`is-number ${tone}`} title={changeText(share)}>
          {deltaText(delta, unit, isRaw).replace(/ samples?$/, '')}
        </div>
      </>
    );
  };
  return (
    <>
      {cell(rows.self, rows.selfBefore, 'self')}
      {cell(rows.total, rows.totalBefore, 'total')}
    </>
  );
}
