/**
 * Searching for traces over GraphQL. Two ways exist (oap.md App. B): `queryBasicTraces` answers with a line a segment and
 * says nothing of spans; `queryTraces` (where the server's store keeps traces whole) answers with all spans, of which
 * only the few fields of a list line are asked for. `hasQueryTracesV2Support` tells which.
 */
import { childIdOf, serviceIdOf } from '../../entity/entity.ts';
import type { Service } from '../../entity/entity.ts';
import type { GraphqlClient } from '../../graphql-client.ts';
import type { WireDuration } from '../../page/time-window.ts';
import type { TraceSearch } from './search-text.ts';

/** One line of the list. */
export interface TraceLine {
  readonly traceId: string;
  /** Other traces that the segment belongs to: consumers of batches belong to many. */
  readonly otherTraceIds: readonly string[];
  readonly startMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
  readonly endpoint: string;
  readonly summary: TraceSummary | undefined;
}

/** What the list says about a whole trace. */
export interface TraceSummary {
  readonly spans: number;
  readonly errors: number;
  /** In the order of their first spans. */
  readonly services: readonly string[];
}

export interface TraceList {
  readonly lines: readonly TraceLine[];
  /** True when the server has more than were asked for. */
  readonly isCapped: boolean;
}

/** The condition as the protocol has it. `size` one more than wanted tells whether there is more. */
export function conditionOf(
  search: TraceSearch,
  duration: WireDuration,
  services: readonly Service[],
): Readonly<Record<string, unknown>> {
  const known = services.find((service) => service.name === search.service);
  const serviceId =
    search.service === undefined ? undefined : (known?.id ?? serviceIdOf(search.service, true));
  const childId = (name: string | undefined): string | undefined =>
    serviceId === undefined || name === undefined ? undefined : childIdOf(serviceId, name);
  const condition: Readonly<Record<string, unknown>> = {
    serviceId,
    serviceInstanceId: childId(search.instance),
    endpointId: childId(search.endpoint),
    traceId: search.traceId,
    queryDuration: duration,
    minTraceDuration: search.durationMsMin,
    maxTraceDuration: search.durationMsMax,
    traceState: search.outcome === 'all' ? 'ALL' : search.outcome === 'ok' ? 'SUCCESS' : 'ERROR',
    queryOrder: search.order === 'start' ? 'BY_START_TIME' : 'BY_DURATION',
    tags: search.tags.length === 0 ? undefined : search.tags,
    paging: { pageNum: 1, pageSize: search.size + 1 },
  };
  return Object.fromEntries(Object.entries(condition).filter(([, value]) => value !== undefined));
}

const BASIC_QUERY =
  'query Traces($c:TraceQueryCondition){list:queryBasicTraces(condition:$c){traces{segmentId endpointNames duration start isError traceIds}}}';
const WHOLE_QUERY =
  'query Traces($c:TraceQueryCondition){list:queryTraces(condition:$c){traces{spans{traceId endpointName serviceCode startTime endTime isError}}}}';

interface BasicAnswer {
  readonly list: {
    readonly traces: readonly {
      readonly endpointNames: readonly string[] | null;
      readonly duration: number;
      readonly start: string;
      readonly isError: boolean | null;
      readonly traceIds: readonly string[] | null;
    }[];
  } | null;
}

interface BriefSpan {
  readonly traceId: string;
  readonly endpointName?: string | null;
  readonly serviceCode: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly isError?: boolean | null;
}

interface WholeAnswer {
  readonly list: { readonly traces: readonly { readonly spans: readonly BriefSpan[] }[] } | null;
}

let isWholeSupported: boolean | undefined;

async function supportsWhole(client: GraphqlClient, signal: AbortSignal): Promise<boolean> {
  if (isWholeSupported !== undefined) return isWholeSupported;
  try {
    const answer = await client.query<{ hasQueryTracesV2Support: boolean | null }>(
      'query TraceSupport{hasQueryTracesV2Support}',
      {},
      signal,
    );
    isWholeSupported = answer.hasQueryTracesV2Support === true;
  } catch {
    // A server that doesn't know the question has the older way only.
    if (signal.aborted) return false;
    isWholeSupported = false;
  }
  return isWholeSupported;
}

function lineOfSpans(spans: readonly BriefSpan[]): TraceLine | undefined {
  const first = spans[0];
  if (first === undefined) return undefined;
  let root = first;
  let endMs = first.endTime;
  for (const span of spans) {
    if (span.startTime < root.startTime) root = span;
    endMs = Math.max(endMs, span.endTime);
  }
  const summary = summaryOf(spans);
  return {
    traceId: first.traceId,
    otherTraceIds: [],
    startMs: root.startTime,
    durationMs: endMs - root.startTime,
    isError: summary.errors > 0,
    endpoint: root.endpointName ?? '',
    summary,
  };
}

function summaryOf(spans: readonly Pick<BriefSpan, 'serviceCode' | 'isError'>[]): TraceSummary {
  return {
    spans: spans.length,
    errors: spans.reduce((sum, span) => sum + (span.isError === true ? 1 : 0), 0),
    services: [...new Set(spans.map((span) => span.serviceCode))],
  };
}

/** Runs a search. Lines of one trace (several of its segments may match) are joined, the longest stands for it. */
export async function searchTraces(
  client: GraphqlClient,
  condition: Readonly<Record<string, unknown>>,
  size: number,
  signal: AbortSignal,
): Promise<TraceList> {
  const found: (TraceLine | undefined)[] = [];
  if (await supportsWhole(client, signal)) {
    const answer = await client.query<WholeAnswer>(WHOLE_QUERY, { c: condition }, signal);
    for (const { spans } of answer.list?.traces ?? []) found.push(lineOfSpans(spans));
  } else {
    const answer = await client.query<BasicAnswer>(BASIC_QUERY, { c: condition }, signal);
    for (const trace of answer.list?.traces ?? []) {
      const [traceId, ...otherTraceIds] = trace.traceIds ?? [];
      if (traceId === undefined) continue;
      found.push({
        traceId,
        otherTraceIds,
        startMs: Number(trace.start),
        durationMs: trace.duration,
        isError: trace.isError === true,
        endpoint: trace.endpointNames?.[0] ?? '',
        summary: undefined,
      });
    }
  }
  const lines = new Map<string, TraceLine>();
  for (const line of found.slice(0, size)) {
    if (line === undefined) continue;
    const known = lines.get(line.traceId);
    const longer = known === undefined || line.durationMs > known.durationMs ? line : known;
    lines.set(line.traceId, { ...longer, isError: line.isError || known?.isError === true });
  }
  return { lines: [...lines.values()], isCapped: found.length > size };
}

/** Reads what a list line says about whole traces, in one request. Traces that are gone are left out. */
export async function readSummaries(
  client: GraphqlClient,
  traceIds: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, TraceSummary>> {
  const declared = traceIds.map((_, i) => `$t${i}:ID!`).join(',');
  const fields = traceIds
    .map((_, i) => `t${i}:queryTrace(traceId:$t${i}){spans{serviceCode isError}}`)
    .join(' ');
  const variables = Object.fromEntries(traceIds.map((traceId, i) => [`t${i}`, traceId]));
  const answer = await client.query<
    Readonly<Record<string, { readonly spans: readonly BriefSpan[] } | null>>
  >(`query Summaries(${declared}){${fields}}`, variables, signal);
  const summaries = new Map<string, TraceSummary>();
  traceIds.forEach((traceId, i) => {
    const spans = answer[`t${i}`]?.spans;
    if (spans !== undefined && spans.length > 0) summaries.set(traceId, summaryOf(spans));
  });
  return summaries;
}

/** Names of tags that can be searched, for completion. */
export async function readTagKeys(
  client: GraphqlClient,
  duration: WireDuration,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answer = await client.query<{ keys: readonly string[] | null }>(
    'query TagKeys($d:Duration!){keys:queryTraceTagAutocompleteKeys(duration:$d)}',
    { d: duration },
    signal,
  );
  return answer.keys ?? [];
}

/** Values that a tag had in the window, for completion. */
export async function readTagValues(
  client: GraphqlClient,
  key: string,
  duration: WireDuration,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answer = await client.query<{ values: readonly string[] | null }>(
    'query TagValues($k:String!,$d:Duration!){values:queryTraceTagAutocompleteValues(tagKey:$k,duration:$d)}',
    { k: key, d: duration },
    signal,
  );
  return answer.values ?? [];
}
