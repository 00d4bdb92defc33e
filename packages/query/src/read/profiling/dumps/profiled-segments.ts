/**
 * Traces that a task took dumps of (server-core, ProfileTaskQueryService). Segments of one trace and instance belong together
 * where one was started in a thread of the other: such a group is shown as one, under its outermost segment, if any of it
 * has dumps.
 */
import { type ProfilingTask, parseMemberId, segmentRecord } from '@stormpetrel/model';
import type { RecordFilter, StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import { queryLimits } from '../../../limits.ts';
import {
  type RefView,
  type SegmentBody,
  type SpanView,
  assembleTrace,
} from '../../trace/trace-spans.ts';
import { listDumpedSegments } from './read-dumps.ts';
import { instanceNameOf } from '../tasks/task-logs.ts';

/** GraphQL's `ProfiledTraceSegments`. */
export interface ProfiledSegmentsView {
  readonly traceId: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly endpointNames: readonly string[];
  readonly duration: number;
  readonly start: string;
  readonly spans: readonly (SpanView & { readonly profiled: boolean })[];
}

interface Segment {
  readonly id: string;
  readonly row: StoredRecord;
  readonly body: SegmentBody;
}

type DecodeSegment = (bytes: Uint8Array) => SegmentBody | undefined;

/** How long before its task, and after, a segment may begin that was dumped for it. */
const earlierMs = 10 * 60_000;
const laterMs = 15 * 60_000;
/** Segments that are looked for at a time. */
const batchSize = 50;

/** Newest first. */
export async function readProfiledSegments(
  reader: StoreReader,
  decode: DecodeSegment,
  task: ProfilingTask,
): Promise<readonly ProfiledSegmentsView[]> {
  const { segmentIds: dumped } = await listDumpedSegments(reader, task.id);
  const owners = new Map<string, readonly [traceId: string, instanceId: string]>();
  const ids = [...dumped];
  for (let at = 0; at < ids.length; at += batchSize) {
    const batch = ids.slice(at, at + batchSize);
    const found = await Promise.all(batch.map((id) => findOwner(reader, task, id)));
    for (const owner of found) if (owner !== undefined) owners.set(owner.join(' '), owner);
  }
  const groups: ProfiledSegmentsView[] = [];
  for (const [traceId, instanceId] of owners.values()) {
    const segments = await readSegments(reader, decode, traceId, instanceId);
    for (const group of groupSegments(segments)) {
      if (group.some(({ id }) => dumped.has(id))) groups.push(viewOf(group, dumped));
    }
  }
  return groups.sort((a, b) => Number(b.start) - Number(a.start));
}

async function findOwner(
  reader: StoreReader,
  task: ProfilingTask,
  segmentId: string,
): Promise<readonly [traceId: string, instanceId: string] | undefined> {
  const [row] = await reader.readRecords({
    schema: segmentRecord,
    filters: [{ column: 'segmentId', op: 'equals', value: segmentId }],
    fromMs: task.startTimeMs - earlierMs,
    toMs: task.endTimeMs + laterMs,
    order: { column: 'startTime', descending: false },
    offset: 0,
    limit: 1,
    columns: ['traceId', 'instance'],
  });
  return row === undefined ? undefined : [textOf(row, 'traceId'), textOf(row, 'instance')];
}

async function readSegments(
  reader: StoreReader,
  decode: DecodeSegment,
  traceId: string,
  instanceId: string,
): Promise<readonly Segment[]> {
  const filters: readonly RecordFilter[] = [
    { column: 'traceId', op: 'equals', value: traceId },
    { column: 'instance', op: 'equals', value: instanceId },
  ];
  const rows = await reader.readRecords({
    schema: segmentRecord,
    filters,
    order: { column: 'startTime', descending: false },
    offset: 0,
    limit: queryLimits.segmentsOfTraceMax,
    columns: ['startTime', 'traceId', 'segmentId', 'instance', 'endpoint', 'latency', 'body'],
  });
  const segments = new Map<string, Segment>();
  for (const row of rows) {
    const id = textOf(row, 'segmentId');
    const bytes = row['body'];
    const body = bytes instanceof Uint8Array ? decode(bytes) : undefined;
    if (body !== undefined && !segments.has(id)) segments.set(id, { id, row, body });
  }
  return [...segments.values()];
}

/** Groups by the outermost segment, which comes first. */
function groupSegments(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const parentOf = (segment: Segment): Segment | undefined => {
    const ref = segment.body.spans.find(({ refs }) => refs.length > 0)?.refs[0];
    return ref?.refType === crossThread ? byId.get(ref.parentTraceSegmentId) : undefined;
  };
  const rootOf = (segment: Segment): Segment => {
    const passed = new Set<Segment>([segment]);
    let root = segment;
    for (let next = parentOf(root); next !== undefined; next = parentOf(root)) {
      // References that run in a circle have no end: the first segment of them counts as one.
      if (passed.has(next)) return segments.find((one) => passed.has(one)) ?? root;
      passed.add(next);
      root = next;
    }
    return root;
  };
  const groups = Map.groupBy(segments, rootOf);
  return [...groups].map(([root, group]) => [root, ...group.filter((one) => one !== root)]);
}

const crossThread = 1;

function viewOf(group: readonly Segment[], dumped: ReadonlySet<string>): ProfiledSegmentsView {
  const row = group[0]?.row ?? {};
  const endpoint = parseMemberId(textOf(row, 'endpoint'));
  const instanceId = textOf(row, 'instance');
  return {
    traceId: textOf(row, 'traceId'),
    instanceId,
    instanceName: instanceNameOf(instanceId),
    endpointNames: endpoint === undefined ? [] : [endpoint.name],
    duration: Number(row['latency'] ?? 0),
    start: String(row['startTime'] ?? 0),
    spans: assembleTrace(group.map(({ body }) => body)).map((span) => ({
      ...span,
      refs: span.refs.filter(isWithinProcess),
      profiled: dumped.has(span.segmentId),
    })),
  };
}

function isWithinProcess({ type }: RefView): boolean {
  return type === 'CROSS_THREAD';
}

function textOf(row: StoredRecord, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : '';
}
