/** The console in the address: `e1`, `of1` are the first panel's expression and entity, `e2`, `of2` the second's. */
import { readParameter, writeParameters } from '../../base/address.ts';

export interface Panel {
  readonly expression: string;
  /** A line of text, as `entity-text` reads it. */
  readonly of: string;
}

/** Addresses have a length, and so have screens. */
export const panelsMax = 8;

/** The panels of the address; at least one, which may be empty. */
export function readPanels(): readonly Panel[] {
  const panels: Panel[] = [];
  for (let i = 1; i <= panelsMax; i++) {
    const expression = readParameter(`e${i}`);
    const of = readParameter(`of${i}`);
    if (expression !== undefined || of !== undefined)
      panels.push({ expression: expression ?? '', of: (of ?? '').trim() });
  }
  return panels.length === 0 ? [{ expression: '', of: '' }] : panels;
}

/** Writes all panels as a step of the history. */
export function writePanels(panels: readonly Panel[]): void {
  const changes: Record<string, string | undefined> = {};
  for (let i = 1; i <= panelsMax; i++) {
    const panel = panels[i - 1];
    changes[`e${i}`] = panel?.expression;
    // A panel without an expression holds its place with a blank.
    changes[`of${i}`] =
      panel !== undefined && panels.length > 1 && panel.expression + panel.of === ''
        ? ' '
        : panel?.of;
  }
  writeParameters(changes, { push: true });
}
