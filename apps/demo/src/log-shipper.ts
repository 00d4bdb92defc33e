import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { ShopLogLine } from './shop-log.ts';

const shipIntervalMs = 500;

/** Reads what the services write, and posts it to the server twice a second, as Fluent Bit or Vector would. */
export class LogShipper {
  readonly #url: URL;
  #logs: object[] = [];

  constructor(page: string) {
    this.#url = new URL('/v3/logs', page);
    setInterval(() => void this.#ship(), shipIntervalMs).unref();
  }

  follow(output: Readable, service: string, instance: string): void {
    createInterface({ input: output }).on('line', (text) => {
      const line = parseLine(text);
      if (line !== undefined) this.#logs.push(logDataOf(line, service, instance));
    });
  }

  async #ship(): Promise<void> {
    if (this.#logs.length === 0) return;
    const body = JSON.stringify(this.#logs);
    this.#logs = [];
    try {
      await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    } catch {
      // The server is on its way up or down: these lines are lost, as nobody will miss them.
    }
  }
}

/** Libraries write to the output of a service too; only lines of the shop's own are logs. */
function parseLine(text: string): ShopLogLine | undefined {
  if (!text.startsWith('{"timeMs":')) return undefined;
  return JSON.parse(text) as ShopLogLine;
}

/** LogData in protobuf's JSON. */
function logDataOf(line: ShopLogLine, serviceName: string, instanceName: string): object {
  const { timeMs, level, message, endpoint, traceId, segmentId, spanId } = line;
  const body =
    typeof message === 'string'
      ? { text: { text: message } }
      : { json: { json: JSON.stringify(message) } };
  return {
    timestamp: timeMs,
    service: serviceName,
    serviceInstance: instanceName,
    endpoint,
    body,
    traceContext: { traceId, traceSegmentId: segmentId, spanId },
    tags: { data: [{ key: 'level', value: level }] },
  };
}
