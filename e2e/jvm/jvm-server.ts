import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * Apache SkyWalking's own server, from Maven Central, with its store in memory: a live reference to compare with.
 * The jars hold no configuration; ours is written below and loads our own OAL files.
 */
const version = '10.1.0';
const cacheFolder = fileURLToPath(new URL('../.cache/jvm', import.meta.url));
const rulesFolder = fileURLToPath(
  new URL('../../packages/language/src/oal/rules', import.meta.url),
);

export interface JvmServerOptions {
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly heap?: string;
  /** Settings of its core module, beside those that it needs. */
  readonly core?: Readonly<Record<string, string | number>>;
}

export class JvmServer {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.pid = child.pid ?? -1;
  }

  /** Installs the jars where they are not there yet, starts, and resolves when its HTTP port listens. */
  static async start(options: JvmServerOptions): Promise<JvmServer> {
    const libs = installJars();
    const folder = mkdtempSync(join(tmpdir(), 'jvm-server-'));
    const config = join(folder, 'config');
    writeConfig(config, options);
    const classPath = [config, join(libs, '*')].join(process.platform === 'win32' ? ';' : ':');
    const child = spawn(
      'java',
      [
        `-Xmx${options.heap ?? '2g'}`,
        `-Doap.logDir=${folder}`,
        '-Duser.timezone=UTC',
        '-cp',
        classPath,
        'org.apache.skywalking.oap.server.starter.OAPServerStartUp',
      ],
      { stdio: 'ignore' },
    );
    const server = new JvmServer(child, folder);
    await server.#listening(options.httpPort);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listening(port: number): Promise<void> {
    for (let second = 0; second < 120; second++) {
      if (this.#child.exitCode !== null) break;
      if (await canConnect(port)) return;
      await sleep(1000);
    }
    const log = join(this.#folder, 'skywalking-oap-server.log');
    const why = existsSync(log) ? readFileSync(log, 'utf8').slice(-3000) : 'it left no log';
    this.#child.kill('SIGKILL');
    throw new Error(`the JVM server does not listen: ${why}`);
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function installJars(): string {
  const libs = join(cacheFolder, 'libs');
  const stamp = join(cacheFolder, `installed-${version}`);
  if (existsSync(stamp)) return libs;
  mkdirSync(cacheFolder, { recursive: true });
  const dependency = `<groupId>org.apache.skywalking</groupId><artifactId>server-starter</artifactId><version>${version}</version>`;
  writeFileSync(
    join(cacheFolder, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>` +
      `<groupId>stormpetrel</groupId><artifactId>jvm-server</artifactId><version>1</version><packaging>pom</packaging>` +
      `<dependencies><dependency>${dependency}</dependency></dependencies></project>`,
  );
  const args = [
    '-q',
    '-B',
    'dependency:copy-dependencies',
    `-DoutputDirectory=${libs}`,
    '-DincludeScope=runtime',
  ];
  execFileSync('mvn', args, { cwd: cacheFolder, stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(stamp, '');
  return libs;
}

/** Rule files that it wants to find; those that we do not compare are left empty. */
const ruleFiles = [
  'core',
  'java-agent',
  'dotnet-agent',
  'event',
  'browser',
  'tcp',
  'mesh',
  'ebpf',
  'cloud',
  'cilium',
  'disable',
];
const comparedRules: ReadonlySet<string> = new Set(['core', 'java-agent', 'dotnet-agent']);

function writeConfig(folder: string, options: JvmServerOptions): void {
  mkdirSync(join(folder, 'oal'), { recursive: true });
  mkdirSync(join(folder, 'openapi-definitions'));
  mkdirSync(join(folder, 'meter-analyzer-config'));
  for (const name of ruleFiles) {
    const target = join(folder, 'oal', `${name}.oal`);
    writeFileSync(target, comparedRules.has(name) ? rulesFor101(name) : '');
  }
  const files: Readonly<Record<string, string>> = {
    'application.yml': applicationYaml(options),
    'log4j2.xml': logConfig,
    'component-libraries.yml': componentLibraries,
    'endpoint-name-grouping.yml': 'grouping: []\n',
    'gateways.yml': 'gateways: []\n',
    'service-apdex-threshold.yml': 'default: 500\n',
    'trace-sampling-policy-settings.yml': 'default:\n  rate: 10000\n  duration: -1\n',
    'alarm-settings.yml': 'rules: {}\n',
    'meter-analyzer-config/datasource.yaml':
      'expSuffix: instance(["service"], ["instance"], Layer.GENERAL)\nmetricPrefix: meter\nmetricsRules: []\n',
    'hierarchy-definition.yml': 'hierarchy: {}\nauto-matching-rules: {}\nlayer-levels: {}\n',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

/** Our rules, less what came into the language after 10.1: decorators. */
function rulesFor101(name: string): string {
  return readFileSync(join(rulesFolder, `${name}.oal`), 'utf8').replaceAll(
    /\s*\.decorator\("\w+"\)/g,
    '',
  );
}

const logConfig = `<Configuration status="ERROR"><Appenders><File name="file" fileName="\${sys:oap.logDir}/skywalking-oap-server.log">
<PatternLayout pattern="%d %c %L [%t] %-5p %x - %m%n"/></File></Appenders>
<Loggers><Root level="WARN"><AppenderRef ref="file"/></Root></Loggers></Configuration>
`;

/** The components that our samples use. */
const componentLibraries = `
Tomcat: {id: 1, languages: Java}
HttpClient: {id: 2, languages: Java}
Dubbo: {id: 3, languages: Java}
Mysql: {id: 5, languages: Java}
Redis: {id: 7, languages: Java}
mysql-connector-java: {id: 33, languages: Java}
Kafka: {id: 27, languages: Java}
kafka-producer: {id: 40, languages: Java}
kafka-consumer: {id: 41, languages: Java}
Redisson: {id: 56, languages: Java}
Component-Server-Mappings:
  mysql-connector-java: Mysql
  Redisson: Redis
  kafka-producer: Kafka
  kafka-consumer: Kafka
`;

function applicationYaml({ grpcPort, httpPort, core }: JvmServerOptions): string {
  const modules: Readonly<Record<string, readonly [provider: string, settings: object]>> = {
    cluster: ['standalone', {}],
    core: [
      'default',
      {
        role: 'Mixed',
        restHost: '127.0.0.1',
        restPort: httpPort,
        restContextPath: '/',
        gRPCHost: '127.0.0.1',
        gRPCPort: grpcPort,
        recordDataTTL: 3,
        metricsDataTTL: 7,
        persistentPeriod: 25,
        prepareThreads: 2,
        enableHierarchy: false,
        downsampling: ['Hour', 'Day'],
        ...core,
      },
    ],
    storage: [
      'h2',
      {
        properties: {
          jdbcUrl: 'jdbc:h2:mem:skywalking-oap-db;DB_CLOSE_DELAY=-1;DATABASE_TO_UPPER=FALSE',
          'dataSource.user': 'sa',
        },
        metadataQueryMaxSize: 5000,
        maxSizeOfBatchSql: 100,
        asyncBatchPersistentPoolSize: 1,
      },
    ],
    'agent-analyzer': [
      'default',
      {
        traceSamplingPolicySettingsFile: 'trace-sampling-policy-settings.yml',
        slowDBAccessThreshold: 'default:200,mongodb:100',
        forceSampleErrorSegment: true,
        segmentStatusAnalysisStrategy: 'FROM_SPAN_STATUS',
        noUpstreamRealAddressAgents: '6000,9000',
        meterAnalyzerActiveFiles: 'datasource',
      },
    ],
    'log-analyzer': ['default', { lalFiles: '', malFiles: '' }],
    'event-analyzer': ['default', {}],
    'receiver-sharing-server': ['default', {}],
    'receiver-register': ['default', {}],
    'receiver-trace': ['default', {}],
    'receiver-jvm': ['default', {}],
    'receiver-clr': ['default', {}],
    'receiver-profile': ['default', {}],
    'receiver-event': ['default', {}],
    query: ['graphql', {}],
    'ai-pipeline': ['default', {}],
    alarm: ['default', {}],
    telemetry: ['none', {}],
    configuration: ['none', {}],
  };
  // JSON is YAML.
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(modules).map(([name, [selector, settings]]) => [
        name,
        { selector, [selector]: settings },
      ]),
    ),
    undefined,
    1,
  );
}
