// Made of input.oal.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const status = source.status;
  const latency = source.latency;
  const name = source.name;
  const httpResponseStatusCode = source.httpResponseStatusCode;
  const layer = source.layer;
  const tags = source.tags;
  const tagA = source.originalTags.get("a");
  if (status) {
    // count{status}
    scalars[first] = (scalars[first] as number) + 1;
    if (latency > 10 && name.startsWith("ab")) {
      // count{latency>10,name~"ab%",status}
      scalars[first + 27] = (scalars[first + 27] as number) + 1;
      // sum(latency){latency>10,name~"ab%",status}
      scalars[first + 28] = (scalars[first + 28] as number) + latency;
    }
  } else {
    // count{!status}
    scalars[first + 1] = (scalars[first + 1] as number) + 1;
  }
  if (httpResponseStatusCode === 404) {
    // count{httpResponseStatusCode=404}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
  }
  if (httpResponseStatusCode !== 1000) {
    // count{httpResponseStatusCode!=1000}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
  }
  if (name === "a \"b\" A\n") {
    // count{name="a \"b\" A\n"}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
  }
  if (name !== "a") {
    // count{name!="a"}
    scalars[first + 5] = (scalars[first + 5] as number) + 1;
  }
  if (source.rpcStatusCode === "") {
    // count{rpcStatusCode=null}
    scalars[first + 6] = (scalars[first + 6] as number) + 1;
  }
  if (layer === 1) {
    // count{layer=MESH}
    scalars[first + 9] = (scalars[first + 9] as number) + 1;
  } else {
    // count{layer!=MESH}
    scalars[first + 10] = (scalars[first + 10] as number) + 1;
  }
  if (latency > 10) {
    // count{latency>10}
    scalars[first + 11] = (scalars[first + 11] as number) + 1;
  } else if (latency <= 10) {
    // count{latency<=10}
    scalars[first + 14] = (scalars[first + 14] as number) + 1;
  }
  if (latency >= 10) {
    // count{latency>=10}
    scalars[first + 12] = (scalars[first + 12] as number) + 1;
  } else if (latency < 10) {
    // count{latency<10}
    scalars[first + 13] = (scalars[first + 13] as number) + 1;
  }
  if (name.startsWith("ab")) {
    // count{name~"ab%"}
    scalars[first + 15] = (scalars[first + 15] as number) + 1;
  }
  if (name.endsWith("bc")) {
    // count{name~"%bc"}
    scalars[first + 16] = (scalars[first + 16] as number) + 1;
  }
  if (name.includes("b")) {
    // count{name~"%b%"}
    scalars[first + 17] = (scalars[first + 17] as number) + 1;
  }
  if (name.includes("")) {
    // count{name~"%%"}
    scalars[first + 18] = (scalars[first + 18] as number) + 1;
  }
  if ((latency === 1 || latency === 2 || latency === 3)) {
    // count{latency in [1,2,3]}
    scalars[first + 20] = (scalars[first + 20] as number) + 1;
  }
  if (latency === 1) {
    // count{latency in [1]}
    scalars[first + 21] = (scalars[first + 21] as number) + 1;
  }
  if ((name === "a" || name === "b")) {
    // count{name in ["a","b"]}
    scalars[first + 22] = (scalars[first + 22] as number) + 1;
  }
  if ((layer === 1 || layer === 2)) {
    // count{layer in [MESH,GENERAL]}
    scalars[first + 24] = (scalars[first + 24] as number) + 1;
  }
  if (tags.includes("a")) {
    // count{"a" in tags}
    scalars[first + 25] = (scalars[first + 25] as number) + 1;
  }
  if (!tags.includes("a")) {
    // count{"a" not in tags}
    scalars[first + 26] = (scalars[first + 26] as number) + 1;
  }
  if (tagA === undefined) {
    // count{tag[a]=null}
    scalars[first + 7] = (scalars[first + 7] as number) + 1;
  } else {
    // count{tag[a]!=null}
    scalars[first + 8] = (scalars[first + 8] as number) + 1;
  }
  if (tagA?.startsWith("ab") === true) {
    // count{tag[a]~"ab%"}
    scalars[first + 19] = (scalars[first + 19] as number) + 1;
  }
  if ((tagA === "a" || tagA === "b")) {
    // count{tag[a] in ["a","b"]}
    scalars[first + 23] = (scalars[first + 23] as number) + 1;
  }
}

export function updateK8SServiceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SServiceRelation'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  if (source.componentIds.includes(3)) {
    // count{3 in componentIds}
    scalars[first] = (scalars[first] as number) + 1;
  }
}
