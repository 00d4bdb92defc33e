import type { ProfilePicture, SymbolRows } from '../../../../model/profile/profile-picture.ts';
import { changeText, shareText, weightText } from '../../../../model/profile/weight-text.ts';
import { hueColour } from '../../../../base/service-hue.ts';
import { deltaText } from '../flame-text.ts';
import { lookAround, pick } from '../frame-actions.ts';
import type { ProfileState } from '../profile-state.ts';

export const rowPx = 22;

export interface RowsProps {
  readonly state: ProfileState;
  readonly picture: ProfilePicture;
  readonly rows: SymbolRows;
}

/** What makes a weight a share. */
export function inverse(whole: number): number {
  return whole > 0 ? 1 / whole : 0;
}

interface RowProps extends RowsProps {
  readonly row: number;
  readonly index: number;
  readonly isAt: boolean;
  readonly isDiff: boolean;
}

/** Shows where a function is: its widest frame. */
export function show(state: ProfileState, symbol: number): void {
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

export function Row({ state, picture, rows, row, index, isAt, isDiff }: RowProps) {
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
        <DiffCells picture={picture} rows={rows} row={row} />
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

function DiffCells({ picture, rows, row }: Omit<RowsProps, 'state'> & { readonly row: number }) {
  const { whole, wholeBefore, unit, isRaw } = picture;
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
