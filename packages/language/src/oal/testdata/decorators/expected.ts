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
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // attr0
  const t0 = texts[0] as Uint32Array;
  if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
  if (!source.status) {
    // count{!status}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + 1;
  }
}

export function updateEndpoint(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Endpoint'>,
): void {
  const { scalars, texts } = rows;
  if (source.status) {
    // count{status}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
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
  const type = source.type;
  if (type === "read") {
    // count{type="read"}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // attr0
    const t0 = texts[0] as Uint32Array;
    if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
  } else if (type === "write") {
    // count{type="write"}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + 1;
    // attr0
    const t0 = texts[0] as Uint32Array;
    if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
  }
}
