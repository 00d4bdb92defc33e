import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort, untilListening } from '../support/listening.ts';
import { mavenJars } from '../support/maven-jars.ts';

/** Apache Kafka, one broker that is its own controller, on loopback; a folder that goes with it. */
export class KafkaBroker {
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(address: string, child: ChildProcess, folder: string) {
    this.address = address;
    this.#child = child;
    this.#folder = folder;
  }

  static async start(): Promise<KafkaBroker> {
    const libs = mavenJars('org.apache.kafka', 'kafka_2.13', '3.9.1');
    const folder = mkdtempSync(join(tmpdir(), 'kafka-broker-'));
    const [port, controllerPort] = [await freePort(), await freePort()];
    const properties = join(folder, 'server.properties');
    writeFileSync(properties, propertiesText(folder, port, controllerPort));
    const java = (mainClass: string, ...args: string[]): string[] => [
      '-Xmx512m',
      '-cp',
      [join(libs, '*')].join(delimiter),
      mainClass,
      ...args,
    ];
    const format = ['format', '-t', 'bTIzNDU2Nzg5MDEyMzQ1Ng', '-c', properties];
    execFileSync('java', java('kafka.tools.StorageTool', ...format), { stdio: 'ignore' });
    const child = spawn('java', java('kafka.Kafka', properties), { stdio: 'ignore' });
    const broker = new KafkaBroker(`127.0.0.1:${port}`, child, folder);
    if (await untilListening(port, () => child.exitCode === null, 60)) return broker;
    await broker[Symbol.asyncDispose]();
    throw new Error('the broker does not listen');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function propertiesText(folder: string, port: number, controllerPort: number): string {
  const properties: Readonly<Record<string, string>> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': '1',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'true',
  };
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
