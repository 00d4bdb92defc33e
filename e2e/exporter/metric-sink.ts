import { Server, ServerCredentials } from '@grpc/grpc-js';
import { ExportEventType, ExportMetricValue, SubscriptionsResp } from '@stormpetrel/protocol';

const bytes = (value: Buffer): Buffer => value;
const encoded = { requestDeserialize: bytes, responseSerialize: bytes };
const client = { requestSerialize: bytes, responseDeserialize: bytes };

export interface Subscribed {
  readonly metricName: string;
  readonly total: boolean;
}

/** Takes exported metrics as someone's own program would: subscribes, and keeps what comes. */
export class MetricSink {
  readonly values: ExportMetricValue[] = [];
  readonly #server = new Server();
  port = 0;

  static async start(subscribed: readonly Subscribed[]): Promise<MetricSink> {
    const sink = new MetricSink();
    await sink.#listen(subscribed);
    return sink;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
  }

  async #listen(subscribed: readonly Subscribed[]): Promise<void> {
    const answer = SubscriptionsResp.encode({
      metrics: subscribed.map(({ metricName, total }) => ({
        metricName,
        eventType: total ? ExportEventType.TOTAL : ExportEventType.INCREMENT,
      })),
    }).finish();
    this.#server.addService(
      {
        export: {
          ...encoded,
          ...client,
          path: '/MetricExportService/export',
          requestStream: true,
          responseStream: false,
        },
        subscription: {
          ...encoded,
          ...client,
          path: '/MetricExportService/subscription',
          requestStream: false,
          responseStream: false,
        },
      },
      {
        export: (
          call: NodeJS.EventEmitter,
          reply: (error: Error | null, value: Buffer) => void,
        ): void => {
          call.on('data', (message: Buffer) => this.values.push(ExportMetricValue.decode(message)));
          call.on('end', () => reply(null, Buffer.alloc(0)));
        },
        subscription: (_call: unknown, reply: (error: Error | null, value: Buffer) => void): void =>
          reply(null, Buffer.from(answer)),
      },
    );
    this.port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      );
    });
  }
}
