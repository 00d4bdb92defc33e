/** A dynamic configuration service as others write theirs: on @grpc/grpc-js, with what a test puts into it. */
import { type sendUnaryData, Server, ServerCredentials, type ServerUnaryCall } from '@grpc/grpc-js';
import {
  ConfigurationRequest,
  ConfigurationResponse,
  GroupConfigurationResponse,
} from '@stormpetrel/protocol';

const asBuffer = (bytes: Buffer): Buffer => bytes;

function method(path: string): object {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asBuffer,
    requestDeserialize: asBuffer,
    responseSerialize: asBuffer,
    responseDeserialize: asBuffer,
  };
}

export class ConfigurationService implements AsyncDisposable {
  readonly #server = new Server();
  #version = 1;
  #values: Readonly<Record<string, string>> = {};
  #groups: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
  /** Requests, and those of them that were told that nothing had changed. */
  readonly asked = { calls: 0, unchanged: 0 };
  /** Who asked. */
  clusterName = '';

  private constructor() {
    this.#server.addService(
      {
        call: method('/ConfigurationService/call'),
        callGroup: method('/ConfigurationService/callGroup'),
      } as unknown as Parameters<Server['addService']>[0],
      {
        call: this.#answer((uuid) => this.#singles(uuid)),
        callGroup: this.#answer((uuid) => this.#groupsOf(uuid)),
      },
    );
  }

  static async listen(): Promise<{ service: ConfigurationService; port: number }> {
    const service = new ConfigurationService();
    const port = await new Promise<number>((resolve, reject) => {
      const credentials = ServerCredentials.createInsecure();
      service.#server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return { service, port };
  }

  set(
    values: Readonly<Record<string, string>>,
    groups: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
  ): void {
    this.#values = values;
    this.#groups = groups;
    this.#version++;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
    return Promise.resolve();
  }

  #answer(of: (uuid: string) => Uint8Array) {
    return (call: ServerUnaryCall<Buffer, Buffer>, reply: sendUnaryData<Buffer>): void => {
      const { clusterName, uuid } = ConfigurationRequest.decode(call.request);
      this.clusterName = clusterName;
      this.asked.calls++;
      if (uuid === this.#uuid) this.asked.unchanged++;
      reply(null, Buffer.from(of(uuid)));
    };
  }

  get #uuid(): string {
    return `version-${this.#version}`;
  }

  #singles(uuid: string): Uint8Array {
    const configTable =
      uuid === this.#uuid
        ? []
        : Object.entries(this.#values).map(([name, value]) => ({ name, value }));
    return ConfigurationResponse.encode({ configTable, uuid: this.#uuid }).finish();
  }

  #groupsOf(uuid: string): Uint8Array {
    const groupConfigTable =
      uuid === this.#uuid
        ? []
        : Object.entries(this.#groups).map(([groupName, items]) => ({
            groupName,
            items: Object.entries(items).map(([name, value]) => ({ name, value })),
          }));
    return GroupConfigurationResponse.encode({ groupConfigTable, uuid: this.#uuid }).finish();
  }
}
