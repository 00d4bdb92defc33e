import assert from 'node:assert/strict';
import { type SegmentSample, encodeSegment, SegmentBuilder } from '@stormpetrel/testkit';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { GrpcClient, framed } from './grpc-client.ts';

/** A server that writes to its store often, so that tests need not wait for it. */
export function startFaultServer(
  env: Readonly<Record<string, string>> = {},
  dataFolder?: string,
): Promise<ServerProcess> {
  return ServerProcess.start({
    env: { SW_CORE_L1_AGGREGATION_FLUSH_PERIOD: '50', ...env },
    ...(dataFolder === undefined ? {} : { dataFolder }),
  });
}

/** The server's own metrics, each under its name with its labels as they stand in the text. */
export async function readCounters(server: ServerProcess): Promise<ReadonlyMap<string, number>> {
  const lines = (await server.metrics()).split('\n').filter((line) => /^[a-z]/.test(line));
  return new Map(
    lines.map((line) => {
      const cut = line.lastIndexOf(' ');
      return [line.slice(0, cut), Number(line.slice(cut + 1))];
    }),
  );
}

/** Runs the fault and holds how much each of the named counters has risen by against what is expected. */
export async function expectRise<T>(
  server: ServerProcess,
  expected: Readonly<Record<string, number>>,
  fault: () => Promise<T>,
): Promise<T> {
  const before = await readCounters(server);
  const result = await fault();
  await eventually(5_000, async () => {
    const after = await readCounters(server);
    const rise = Object.keys(expected).map((name) => {
      assert.ok(after.has(name), `there is no metric ${name}`);
      return [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)];
    });
    assert.deepEqual(Object.fromEntries(rise), expected);
  });
  return result;
}

/** Lines of one kind are written once in ten seconds: this looks at all that the server has said since its start. */
export async function expectLog(
  server: ServerProcess,
  expected: { readonly level: string; readonly kind?: string; readonly message: RegExp },
): Promise<void> {
  await eventually(5_000, () => {
    const found = server.log.some(
      (line) =>
        line.level === expected.level &&
        expected.message.test(line.message) &&
        (expected.kind === undefined || line['kind'] === expected.kind),
    );
    assert.ok(found, `${expected.message.source} is not in ${JSON.stringify(server.log)}`);
    return Promise.resolve();
  });
}

/** Sends segments that are as they should be, over a connection of their own. */
export async function sendSegments(
  server: ServerProcess,
  ...segments: readonly SegmentSample[]
): Promise<void> {
  using client = await GrpcClient.open(server.addresses.grpc);
  const outcome = await client.call(framed(...segments.map(encodeSegment)));
  assert.deepEqual(outcome, { httpStatus: 200, status: 0, message: '' });
}

export interface TraceSpan {
  readonly segmentId: string;
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly serviceCode: string;
  readonly endpointName: string;
}

/** The spans of a trace, by GraphQL. */
export async function findTrace(
  server: ServerProcess,
  traceId: string,
): Promise<readonly TraceSpan[]> {
  const { trace } = await server.query<{ trace: { spans: readonly TraceSpan[] } }>(
    `query($t: ID!) { trace: queryTrace(traceId: $t) {
      spans { segmentId spanId parentSpanId serviceCode endpointName } } }`,
    { t: traceId },
  );
  return trace.spans;
}

/** Waits until a trace has the number of spans. */
export function traceOf(
  server: ServerProcess,
  traceId: string,
  spanCount: number,
): Promise<readonly TraceSpan[]> {
  return eventually(10_000, async () => {
    const spans = await findTrace(server, traceId);
    assert.equal(spans.length, spanCount, `spans of ${traceId}`);
    return spans;
  });
}

let witnesses = 0;

/** Everything else goes on: a new client is taken, and what it sends is found by GraphQL. */
export async function assertGoesOn(server: ServerProcess): Promise<void> {
  const traceId = `witness-${process.pid}-${witnesses++}`;
  const witness = new SegmentBuilder('witness', 'witness-1', Date.now() - 100)
    .ids(traceId, `${traceId}.1`)
    .entry('GET:/witness', { spanLayer: 'Http' })
    .build();
  await sendSegments(server, witness);
  await traceOf(server, traceId, 1);
}
