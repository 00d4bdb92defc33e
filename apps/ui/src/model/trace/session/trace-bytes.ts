/**
 * Fetches a whole trace as bytes, unread: they are handed to the worker as they are, so a large answer never stops the
 * page.
 */
import { UiError, uiErrors } from '../../../base/errors.ts';

const SPAN_FIELDS =
  'traceId segmentId spanId parentSpanId refs{traceId parentSegmentId parentSpanId type} serviceCode serviceInstanceName startTime endTime endpointName type peer component isError layer tags{key value} logs{time data{key value}} attachedEvents{startTime{seconds nanos} event endTime{seconds nanos} tags{key value} summary{key value}}';
const TRACE_QUERY = `query Trace($id:ID!){trace:queryTrace(traceId:$id){spans{${SPAN_FIELDS}}}}`;

/** Throws a `UiError` when the server can't be reached or refuses. A refusal in JSON is left to the reader. */
export async function fetchTraceBytes(
  fetchFrom: typeof fetch,
  traceId: string,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetchFrom('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: TRACE_QUERY, variables: { id: traceId } }),
      signal,
    });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    throw new UiError(uiErrors.unreachable, 'The server does not answer.', { cause: thrown });
  }
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (!response.ok && !isJson) {
    throw new UiError(
      uiErrors.status,
      `The server answered ${response.status} ${response.statusText}`.trim(),
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
