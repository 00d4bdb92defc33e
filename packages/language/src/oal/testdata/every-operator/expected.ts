// Made of input.oal.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
): void {
  const { scalars } = rows;
  const status = source.status;
  const latency = source.latency;
  const name = source.name;
  const httpResponseStatusCode = source.httpResponseStatusCode;
  const layer = source.layer;
  const tags = source.tags;
  const tagA = source.originalTags.get("a");
  if (status) {
    // count{status}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    if (latency > 10 && name.startsWith("ab")) {
      // count{latency>10,name~"ab%",status}
      const c27 = scalars[27] as Float64Array;
      c27[row] = (c27[row] as number) + 1;
      // sum(latency){latency>10,name~"ab%",status}
      const c28 = scalars[28] as Float64Array;
      c28[row] = (c28[row] as number) + latency;
    }
  } else {
    // count{!status}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + 1;
  }
  if (httpResponseStatusCode === 404) {
    // count{httpResponseStatusCode=404}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
  }
  if (httpResponseStatusCode !== 1000) {
    // count{httpResponseStatusCode!=1000}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
  }
  if (name === "a \"b\" A\n") {
    // count{name="a \"b\" A\n"}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
  }
  if (name !== "a") {
    // count{name!="a"}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + 1;
  }
  if (source.rpcStatusCode === "") {
    // count{rpcStatusCode=null}
    const c6 = scalars[6] as Float64Array;
    c6[row] = (c6[row] as number) + 1;
  }
  if (layer === 1) {
    // count{layer=MESH}
    const c9 = scalars[9] as Float64Array;
    c9[row] = (c9[row] as number) + 1;
  } else {
    // count{layer!=MESH}
    const c10 = scalars[10] as Float64Array;
    c10[row] = (c10[row] as number) + 1;
  }
  if (latency > 10) {
    // count{latency>10}
    const c11 = scalars[11] as Float64Array;
    c11[row] = (c11[row] as number) + 1;
  } else if (latency <= 10) {
    // count{latency<=10}
    const c14 = scalars[14] as Float64Array;
    c14[row] = (c14[row] as number) + 1;
  }
  if (latency >= 10) {
    // count{latency>=10}
    const c12 = scalars[12] as Float64Array;
    c12[row] = (c12[row] as number) + 1;
  } else if (latency < 10) {
    // count{latency<10}
    const c13 = scalars[13] as Float64Array;
    c13[row] = (c13[row] as number) + 1;
  }
  if (name.startsWith("ab")) {
    // count{name~"ab%"}
    const c15 = scalars[15] as Float64Array;
    c15[row] = (c15[row] as number) + 1;
  }
  if (name.endsWith("bc")) {
    // count{name~"%bc"}
    const c16 = scalars[16] as Float64Array;
    c16[row] = (c16[row] as number) + 1;
  }
  if (name.includes("b")) {
    // count{name~"%b%"}
    const c17 = scalars[17] as Float64Array;
    c17[row] = (c17[row] as number) + 1;
  }
  if (name.includes("")) {
    // count{name~"%%"}
    const c18 = scalars[18] as Float64Array;
    c18[row] = (c18[row] as number) + 1;
  }
  if ((latency === 1 || latency === 2 || latency === 3)) {
    // count{latency in [1,2,3]}
    const c20 = scalars[20] as Float64Array;
    c20[row] = (c20[row] as number) + 1;
  }
  if (latency === 1) {
    // count{latency in [1]}
    const c21 = scalars[21] as Float64Array;
    c21[row] = (c21[row] as number) + 1;
  }
  if ((name === "a" || name === "b")) {
    // count{name in ["a","b"]}
    const c22 = scalars[22] as Float64Array;
    c22[row] = (c22[row] as number) + 1;
  }
  if ((layer === 1 || layer === 2)) {
    // count{layer in [MESH,GENERAL]}
    const c24 = scalars[24] as Float64Array;
    c24[row] = (c24[row] as number) + 1;
  }
  if (tags.includes("a")) {
    // count{"a" in tags}
    const c25 = scalars[25] as Float64Array;
    c25[row] = (c25[row] as number) + 1;
  }
  if (!tags.includes("a")) {
    // count{"a" not in tags}
    const c26 = scalars[26] as Float64Array;
    c26[row] = (c26[row] as number) + 1;
  }
  if (tagA === undefined) {
    // count{tag[a]=null}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + 1;
  } else {
    // count{tag[a]!=null}
    const c8 = scalars[8] as Float64Array;
    c8[row] = (c8[row] as number) + 1;
  }
  if (tagA?.startsWith("ab") === true) {
    // count{tag[a]~"ab%"}
    const c19 = scalars[19] as Float64Array;
    c19[row] = (c19[row] as number) + 1;
  }
  if ((tagA === "a" || tagA === "b")) {
    // count{tag[a] in ["a","b"]}
    const c23 = scalars[23] as Float64Array;
    c23[row] = (c23[row] as number) + 1;
  }
}

export function updateK8SServiceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SServiceRelation'>,
): void {
  const { scalars } = rows;
  if (source.componentIds.includes(3)) {
    // count{3 in componentIds}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
  }
}
