/**
 * SkyWalking's HTTP ingest (oap-server, JSON over REST): segments, logs, management reports and events as protobuf-JSON. Pure
 * functions of the body: whoever listens hands bytes in and sends the reply out.
 */
import {
  type Clock,
  type Counter,
  type Logger,
  SampledLogger,
  type Telemetry,
} from '@stormpetrel/base';
import type { EventReport, IngestSink } from '@stormpetrel/pipeline';
import {
  DecodeOutcome,
  InstancePingPkg,
  InstanceProperties,
  JsonFault,
  type MessageSchema,
  decodeOutcomeText,
  encodeJson,
  eventSchema,
  instancePingSchema,
  instancePropertiesSchema,
  logDataSchema,
  segmentObjectSchema,
} from '@stormpetrel/protocol';
import { httpBodyBytesMax, logPeriodMs } from '../limits.ts';
import { EventIntake, decodeEvent } from '../skywalking-grpc/event-intake.ts';
import { LogIntake } from '../skywalking-grpc/log-intake.ts';
import {
  instancePingOf,
  instanceReportOf,
  nameFault,
} from '../skywalking-grpc/management-service.ts';
import { SegmentIntake } from '../skywalking-grpc/segment-intake.ts';
import { JsonBody, JsonBodyFault } from './json-body.ts';

export interface HttpReply {
  readonly status: 200 | 400 | 413 | 429 | 500;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers one POST. Never throws. */
export type HttpIngestHandler = (body: Uint8Array) => HttpReply;

export interface HttpIngestOptions {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** Bytes of a body; more is 413. */
  readonly bodyBytesMax?: number;
}

/** The handlers by path; all of them answer POST. */
export function createHttpIngest(
  sink: IngestSink,
  options: HttpIngestOptions,
): ReadonlyMap<string, HttpIngestHandler> {
  const ingest = new HttpIngest(sink, options);
  return new Map<string, HttpIngestHandler>([
    ['/v3/segment', (body) => ingest.answer(body, (json) => ingest.segments([json.whole()], ''))],
    [
      '/v3/segments',
      (body) => ingest.answer(body, (json) => ingest.segments(json.entries(), 'segments')),
    ],
    [
      '/v3/management/reportProperties',
      (body) => ingest.answer(body, (json) => ingest.properties(json.whole())),
    ],
    [
      '/v3/management/keepAlive',
      (body) => ingest.answer(body, (json) => ingest.ping(json.whole())),
    ],
    ['/v3/logs', (body) => ingest.answer(body, (json) => ingest.logs(json.entries()))],
    ['/v3/events', (body) => ingest.answer(body, (json) => ingest.events(json.entries()))],
  ]);
}

/** The answer of all of them: a `Commands` message without commands. */
const okReply: HttpReply = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{}',
};

class HttpIngest {
  readonly #sink: IngestSink;
  readonly #bodyBytesMax: number;
  readonly #log: SampledLogger;
  readonly #refused: Counter;
  readonly #intake: SegmentIntake;
  readonly #events: EventIntake;
  readonly #logs: LogIntake;

  constructor(sink: IngestSink, options: HttpIngestOptions) {
    const { clock, telemetry, logger } = options;
    this.#sink = sink;
    this.#bodyBytesMax = options.bodyBytesMax ?? httpBodyBytesMax;
    this.#log = new SampledLogger(logger, clock, logPeriodMs);
    this.#refused = telemetry.counter(
      'http_ingest_refused_total',
      'HTTP reports that were refused, because of their bytes or because the server is behind.',
    );
    const deps = { sink, clock, telemetry, log: this.#log };
    this.#intake = new SegmentIntake(deps, 'http');
    this.#events = new EventIntake(deps, 'http');
    this.#logs = new LogIntake(deps, 'http');
  }

  /** Reads the body and lets `take` have it; what `take` gives back is a fault, or nothing. */
  answer(body: Uint8Array, take: (json: JsonBody) => string | undefined): HttpReply {
    if (this.#sink.overloaded) return this.#refuse(429, 'the server is behind; try again later');
    if (body.length > this.#bodyBytesMax) {
      return this.#refuse(413, `a body of more than ${this.#bodyBytesMax} bytes is not taken`);
    }
    try {
      const fault = take(new JsonBody(body));
      return fault === undefined ? okReply : this.#refuse(400, fault);
    } catch (thrown) {
      if (thrown instanceof JsonBodyFault) return this.#refuse(400, thrown.message);
      const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      this.#log.log('http-service-failed', 'error', text);
      return this.#refuse(500, 'the server failed while it took this report');
    }
  }

  /** All are taken, or none, so that a client may mend its report and send it again. */
  segments(items: Iterable<unknown>, name: string): string | undefined {
    const messages = encodeAll(segmentObjectSchema, items, name);
    if (messages instanceof JsonFault) return messages.text;
    const { at, outcome } = this.#intake.list(messages);
    this.#intake.flush();
    if (outcome === DecodeOutcome.ok) return undefined;
    return `${name === '' ? '' : `${name}[${at}]: `}${decodeOutcomeText(outcome)}`;
  }

  /** A list of events: all of it, or nothing. */
  events(items: Iterable<unknown>): string | undefined {
    const reports: EventReport[] = [];
    for (const item of items) {
      const i = reports.length;
      const bytes = encodeJson(eventSchema, item, `events[${i}]`);
      const report = bytes instanceof JsonFault ? bytes : decodeEvent(bytes);
      if (report instanceof JsonFault || typeof report === 'string') {
        const fault = typeof report === 'string' ? `events[${i}].${report}` : report.text;
        this.#events.refuse(fault);
        return fault;
      }
      reports.push(report);
    }
    for (const report of reports) this.#events.take(report);
    return undefined;
  }

  /**
   * A list of logs. All are read before the first is taken: what is not JSON of a log refuses the list, which may be mended
   * and sent again. One that names no service costs itself only, since shippers of logs do not mend; it is told where
   * nothing else was taken.
   */
  logs(items: Iterable<unknown>): string | undefined {
    const messages = encodeAll(logDataSchema, items, 'logs');
    if (messages instanceof JsonFault) return messages.text;
    let taken = 0;
    let fault: string | undefined;
    for (const [i, bytes] of messages.entries()) {
      const refusal = this.#logs.message(bytes, 0, bytes.length);
      if (refusal === undefined) taken++;
      else fault ??= `logs[${i}]: ${refusal}`;
    }
    this.#logs.flush();
    return taken > 0 ? undefined : fault;
  }

  properties(json: unknown): string | undefined {
    const message = decodeJson(instancePropertiesSchema, InstanceProperties, json);
    if (message instanceof JsonFault) return message.text;
    const fault = nameFault(message);
    if (fault === undefined) this.#sink.instanceProperties(instanceReportOf(message));
    return fault;
  }

  ping(json: unknown): string | undefined {
    const message = decodeJson(instancePingSchema, InstancePingPkg, json);
    if (message instanceof JsonFault) return message.text;
    const fault = nameFault(message);
    if (fault === undefined) this.#sink.instancePing(instancePingOf(message));
    return fault;
  }

  #refuse(status: 400 | 413 | 429 | 500, text: string): HttpReply {
    this.#refused.add();
    this.#log.log(`http-${status}`, 'warn', `An HTTP report was refused: ${text.slice(0, 300)}.`);
    return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
  }
}

/** The entries of a list as messages, or the first fault. `name` is the list's, '' for one entry by itself. */
function encodeAll(
  schema: MessageSchema,
  items: Iterable<unknown>,
  name: string,
): readonly Uint8Array[] | JsonFault {
  const messages: Uint8Array[] = [];
  for (const item of items) {
    const bytes = encodeJson(schema, item, name === '' ? '' : `${name}[${messages.length}]`);
    if (bytes instanceof JsonFault) return bytes;
    messages.push(bytes);
  }
  return messages;
}

function decodeJson<Message>(
  schema: MessageSchema,
  codec: { decode(bytes: Uint8Array): Message },
  json: unknown,
): Message | JsonFault {
  const bytes = encodeJson(schema, json);
  return bytes instanceof JsonFault ? bytes : codec.decode(bytes);
}
