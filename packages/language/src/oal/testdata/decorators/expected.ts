// Made of input.oal.
import type { Source } from '@stormpetrel/model';

import { layerName, noText } from '../../rule-support.ts';
import type { AccumulatorRows } from '../../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
): void {
  const { scalars, texts } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // attr0
  const t0 = texts[0] as Uint32Array;
  if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
  if (!source.status) {
    // count{!status}
    scalars[first + 1] = (scalars[first + 1] as number) + 1;
  }
}

export function updateEndpoint(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Endpoint'>,
): void {
  const { scalars, texts } = rows;
  const first = row * rows.scalarsPerRow;
  if (source.status) {
    // count{status}
    scalars[first] = (scalars[first] as number) + 1;
    // attr0
    const t0 = texts[0] as Uint32Array;
    if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.serviceLayer));
  }
}

export function updateK8SService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SService'>,
): void {
  const { scalars, texts } = rows;
  const first = row * rows.scalarsPerRow;
  const type = source.type;
  if (type === "read") {
    // count{type="read"}
    scalars[first] = (scalars[first] as number) + 1;
    // attr0
    const t0 = texts[0] as Uint32Array;
    if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
  } else if (type === "write") {
    // count{type="write"}
    scalars[first + 1] = (scalars[first + 1] as number) + 1;
    // attr0
    const t0 = texts[0] as Uint32Array;
    if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
  }
}
