/**
 * The same segments to the JVM server and to ours, the same questions to both, answers compared field by field.
 *
 *     npm run compare:jvm                     samples of the load generator, 20 random systems, and five
 *                                             with odd segments and readings of runtimes; about six minutes
 *     npm run compare:jvm -- --seeds 100      as many random systems, 60 random expressions each
 *     npm run compare:jvm -- --first 4711     beginning with that seed; with --seeds 1 a failure again
 *     npm run compare:jvm -- --short          fewer of all, for the CI
 *
 * Our own OAL files are loaded into the JVM server, so this also checks that they say what the language says. Most of
 * the time is the JVM server's own delay: all systems are sent before anything is asked.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type SegmentSample, encodeSegment } from '@stormpetrel/testkit';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { type TrafficShape, runLoad } from '@stormpetrel/testkit/load';
import { GrpcClient, framed } from '../support/grpc-client.ts';
import { JvmServer } from './jvm-server.ts';
import { type Question, ask, fixedQuestions, randomQuestions } from './questions.ts';
import { oddQuestions } from './odd-questions.ts';
import { randomExpressions } from './random-expressions.ts';
import { type OddReport, RandomOddities, nameLengths } from './random-oddities.ts';
import { RandomSystem } from './random-system.ts';

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seeds: { type: 'string' },
    first: { type: 'string' },
  },
});
const { short } = options;
const shape: TrafficShape = short
  ? { services: 3, instancesPerService: 2, endpointsPerService: 2 }
  : { services: 8, instancesPerService: 2, endpointsPerService: 5 };
const segments = short ? 300 : 3_000;
const tracesPerSystem = short ? 20 : 60;
const expressionsPerSystem = short ? 20 : 60;
const waitMsMax = 150_000;
const minuteMs = 60_000;
const [jvmGrpc, jvmHttp] = [21_800, 22_800];

const seedCount = Number(options.seeds ?? (short ? 3 : 20));
const firstSeed = Number(options.first ?? 1);
const systems = Array.from({ length: seedCount }, (_, i) => new RandomSystem(firstSeed + i));

// Of these there is much to ask.
const oddities = systems.slice(0, short ? 1 : 5).map(({ seed }) => new RandomOddities(seed));

await using jvm = await JvmServer.start({
  grpcPort: jvmGrpc,
  httpPort: jvmHttp,
  core: {
    searchableTracesTags: 'http.method,http.status_code,rpc.status_code',
    serviceNameMaxLength: nameLengths.service,
    instanceNameMaxLength: nameLengths.instance,
    endpointNameMaxLength: nameLengths.endpoint,
  },
});
await using ours = await ServerProcess.start({
  env: {
    SW_SERVICE_NAME_MAX_LENGTH: String(nameLengths.service),
    SW_INSTANCE_NAME_MAX_LENGTH: String(nameLengths.instance),
    SW_ENDPOINT_NAME_MAX_LENGTH: String(nameLengths.endpoint),
  },
});
void jvm;
const jvmUrl = `http://127.0.0.1:${jvmHttp}/graphql`;
const bothGrpc = [`127.0.0.1:${jvmGrpc}`, ours.addresses.grpc];
const load = { segments, perStream: 100, rate: 0, shape, connections: 1 } as const;

// Addresses become known as services by the first calls; both sides must know them before what is compared.
const primeMs = Date.now();
const introductions = systems.flatMap((system) => system.introduction(primeMs));
for (const grpc of bothGrpc) {
  await runLoad({ ...load, grpc, segments: 200, atMs: primeMs });
  await send(grpc, introductions);
}
await sleep(25_000);
const atMs = Date.now() + minuteMs;
const firstMinuteMs = Math.floor(atMs / minuteMs) * minuteMs;
const random = [
  ...systems.flatMap((system) => system.segments(tracesPerSystem, firstMinuteMs)),
  ...oddities.flatMap((system) => system.segments(tracesPerSystem, firstMinuteMs)),
];
for (const grpc of bothGrpc) {
  await runLoad({ ...load, grpc, atMs, serialFrom: 10_000 });
  await send(grpc, random);
  await report(
    grpc,
    oddities.flatMap((system) => system.reports(tracesPerSystem, firstMinuteMs)),
  );
}

interface SeededQuestion {
  readonly seed: number | undefined;
  readonly question: Question;
}

interface Difference extends SeededQuestion {
  readonly theirs: string;
  readonly own: string;
}

const questions: readonly SeededQuestion[] = [
  ...fixedQuestions(shape, atMs).map((question) => ({ seed: undefined, question })),
  ...systems.flatMap((system) =>
    randomQuestions(system, randomExpressions(system, expressionsPerSystem), firstMinuteMs).map(
      (question) => ({ seed: system.seed, question }),
    ),
  ),
  ...oddities.flatMap((system) =>
    oddQuestions(system, firstMinuteMs).map((question) => ({ seed: system.seed, question })),
  ),
];
const deadlineMs = performance.now() + waitMsMax;
let different = await compare(questions);
while (different.length > 0 && performance.now() < deadlineMs) {
  await sleep(10_000);
  different = await compare(different);
}
// What agreed early may have been asked of half of the data on both sides.
if (different.length === 0) different = await compare(questions);
print();

async function compare(asked: readonly SeededQuestion[]): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const { seed, question } of asked) {
    const [theirs, own] = await Promise.all([
      ask(jvmUrl, question.query, question.variables),
      ask(ours.graphqlUrl, question.query, question.variables),
    ]);
    if (theirs !== own && !isKnownFault(theirs)) found.push({ seed, question, theirs, own });
  }
  return found;
}

/** `round` of what is no number or infinite fails there as a whole; here it stays as it is (docs/reference/mqe.md). */
function isKnownFault(theirs: string): boolean {
  return theirs.includes('java.lang.NumberFormatException');
}

function print(): void {
  for (const { seed, question, theirs, own } of different) {
    const origin = seed === undefined ? '' : `seed ${seed}: `;
    process.stdout.write(
      `DIFFERENT ${origin}${question.name}\n  JVM  ${theirs.slice(0, 800)}\n  ours ${own.slice(0, 800)}\n`,
    );
  }
  const seeds = new Set(different.flatMap(({ seed }) => seed ?? []));
  for (const seed of seeds) {
    process.stdout.write(`again: npm run compare:jvm -- --seeds 1 --first ${seed}\n`);
  }
  process.stdout.write(
    `${questions.length - different.length} passed, ${different.length} failed\n`,
  );
  process.exitCode = different.length > 0 ? 1 : 0;
}

async function send(grpc: string, samples: readonly SegmentSample[]): Promise<void> {
  using client = await GrpcClient.open(grpc);
  for (let i = 0; i < samples.length; i += 500) {
    const { status, message } = await client.call(
      framed(...samples.slice(i, i + 500).map(encodeSegment)),
    );
    if (status !== 0) throw new Error(`${grpc} refused segments: ${status} ${message}`);
  }
}

async function report(grpc: string, reports: readonly OddReport[]): Promise<void> {
  using client = await GrpcClient.open(grpc);
  for (const { path, bytes } of reports) {
    const { status, message } = await client.call(framed(bytes), path);
    if (status !== 0) throw new Error(`${grpc} refused a report: ${status} ${message}`);
  }
}
