import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ServerAddresses {
  readonly page: string;
  readonly grpc: string;
  readonly telemetry: string;
  readonly admin: string;
}

export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** The server as a process of its own, on free loopback ports, with a folder that goes when it is disposed of. */
export class ServerProcess {
  readonly addresses: ServerAddresses;
  readonly dataFolder: string;
  readonly log: readonly LogLine[];
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #keepData: boolean;

  private constructor(
    child: ChildProcess,
    addresses: ServerAddresses,
    log: LogLine[],
    options: { folder: string; keepData: boolean },
  ) {
    this.#child = child;
    this.addresses = addresses;
    this.log = log;
    this.dataFolder = options.folder;
    this.#keepData = options.keepData;
    this.pid = child.pid ?? -1;
  }

  /** Resolves when the server has said where it listens; rejects when it ends before, with what it logged. */
  static async start(
    options: {
      readonly dataFolder?: string;
      readonly env?: Readonly<Record<string, string>>;
      readonly args?: readonly string[];
      /** The program's main.js; the sources' when left out. */
      readonly program?: string;
    } = {},
  ): Promise<ServerProcess> {
    const folder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'stormpetrel-e2e-'));
    const child = spawn(
      process.execPath,
      [
        options.program ??
          fileURLToPath(new URL('../../../../apps/server/src/main.js', import.meta.url)),
        ...(options.args ?? []),
      ],
      {
        env: {
          ...process.env,
          TZ: 'UTC',
          SW_CORE_REST_PORT: '0',
          SW_CORE_GRPC_PORT: '0',
          SW_TELEMETRY_PROMETHEUS_PORT: '0',
          SW_ADMIN_SERVER_PORT: '0',
          SW_STORAGE_EMBEDDED_PATH: folder,
          ...options.env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const log: LogLine[] = [];
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const addresses = await new Promise<ServerAddresses>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (text) => {
        const line = JSON.parse(text) as LogLine;
        log.push(line);
        if (line.message === 'ready') resolve(line as unknown as ServerAddresses);
      });
      child.once('exit', (code) =>
        reject(
          new Error(`the server ended with ${code}: ${stderr}${JSON.stringify(log.slice(-5))}`),
        ),
      );
    });
    return new ServerProcess(child, addresses, log, {
      folder,
      keepData: options.dataFolder !== undefined,
    });
  }

  get graphqlUrl(): string {
    return new URL('/graphql', this.addresses.page).href;
  }

  /** The data of a GraphQL answer; rejects on errors. */
  async query<T>(query: string, variables: object = {}): Promise<T> {
    const response = await fetch(this.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** The server's own metrics, as text. */
  async metrics(): Promise<string> {
    return (await fetch(new URL('/metrics', this.addresses.telemetry))).text();
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async stop(): Promise<number | null> {
    await this.#end('SIGTERM');
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('SIGTERM');
    if (!this.#keepData) rmSync(this.dataFolder, { recursive: true, force: true });
  }

  #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.kill(signal);
    });
  }
}
