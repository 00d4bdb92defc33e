/**
 * The same segments to the JVM server and to ours, the same questions to both, answers compared field by field.
 *
 *     npm run compare:jvm              about two minutes, most of it the JVM server's own delays
 *     npm run compare:jvm -- --short   fewer segments and services, for the CI
 *
 * Our own OAL files are loaded into the JVM server, so this also checks that they say what the language says.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { type TrafficShape, runLoad } from '@stormpetrel/testkit/load';
import { minutesAround } from '../support/duration.ts';
import { JvmServer } from './jvm-server.ts';

const short = process.argv.includes('--short');
const shape: TrafficShape = short
  ? { services: 3, instancesPerService: 2, endpointsPerService: 2 }
  : { services: 8, instancesPerService: 2, endpointsPerService: 5 };
const segments = short ? 300 : 3_000;
const waitMsMax = 150_000;
const [jvmGrpc, jvmHttp] = [21_800, 22_800];

interface Question {
  readonly name: string;
  readonly query: string;
  readonly variables: object;
}

await using jvm = await JvmServer.start({ grpcPort: jvmGrpc, httpPort: jvmHttp });
await using ours = await ServerProcess.start();
void jvm;
const jvmUrl = `http://127.0.0.1:${jvmHttp}/graphql`;
const load = { segments, perStream: 100, rate: 0, shape, connections: 1 } as const;

// Addresses become known as services by the first calls; both sides must know them before what is compared.
const primeMs = Date.now();
for (const grpc of [`127.0.0.1:${jvmGrpc}`, ours.addresses.grpc]) {
  await runLoad({ ...load, grpc, segments: 200, atMs: primeMs });
}
await sleep(25_000);
const atMs = Date.now() + 60_000;
for (const grpc of [`127.0.0.1:${jvmGrpc}`, ours.addresses.grpc])
  await runLoad({ ...load, grpc, atMs, serialFrom: 10_000 });

const questions = makeQuestions(atMs);
const deadlineMs = performance.now() + waitMsMax;
let different: { question: Question; theirs: string; own: string }[] = [];
for (;;) {
  different = [];
  for (const question of questions) {
    const [theirs, own] = await Promise.all([
      ask(jvmUrl, question),
      ask(ours.graphqlUrl, question),
    ]);
    if (theirs !== own) different.push({ question, theirs, own });
  }
  if (different.length === 0 || performance.now() > deadlineMs) break;
  await sleep(10_000);
}
for (const { question, theirs, own } of different) {
  process.stdout.write(
    `DIFFERENT ${question.name}\n  JVM  ${theirs.slice(0, 800)}\n  ours ${own.slice(0, 800)}\n`,
  );
}
process.stdout.write(`${questions.length - different.length} passed, ${different.length} failed\n`);
process.exitCode = different.length > 0 ? 1 : 0;

function makeQuestions(aroundMs: number): Question[] {
  const duration = minutesAround(aroundMs, 0, 0);
  const list: Question[] = [
    {
      name: 'map',
      query:
        'query($d: Duration!) { getGlobalTopology(duration: $d) { nodes { id name isReal } calls { id source target detectPoints } } }',
      variables: { d: duration },
    },
    {
      name: 'services',
      query:
        'query($d: Duration!) { getAllServices(duration: $d) { id name group shortName normal } }',
      variables: { d: duration },
    },
  ];
  const entity = (name: string, rest: object = {}): object => ({
    serviceName: name,
    normal: true,
    ...rest,
  });
  const names = Array.from(
    { length: shape.services },
    (_, i) => `group-${i % 5}::service-${String(i).padStart(4, '0')}`,
  );
  names.forEach((name, i) => {
    const target = names[(i + 1) % names.length] ?? name;
    const relation = entity(name, { destServiceName: target, destNormal: true });
    const endpoint = entity(name, {
      endpointName: `GET:/api/v1/resource-${i % shape.endpointsPerService}/items`,
    });
    const instance = entity(name, { serviceInstanceName: `instance-0@10.0.${i % 256}.0` });
    for (const metric of ['cpm', 'resp_time', 'sla', 'apdex', 'percentile'])
      list.push(expression(`service_${metric}`, entity(name), duration));
    for (const metric of ['cpm', 'resp_time', 'sla'])
      list.push(expression(`service_instance_${metric}`, instance, duration));
    for (const metric of ['cpm', 'resp_time', 'sla', 'percentile'])
      list.push(expression(`endpoint_${metric}`, endpoint, duration));
    for (const side of ['client', 'server']) {
      for (const metric of ['cpm', 'call_sla', 'resp_time', 'percentile'])
        list.push(expression(`service_relation_${side}_${metric}`, relation, duration));
    }
  });
  const guessed = (name: string): object => ({ serviceName: name, normal: false });
  for (const metric of ['cpm', 'resp_time', 'sla', 'percentile']) {
    list.push(expression(`database_access_${metric}`, guessed('mysql-0.db.svc:3306'), duration));
    list.push(expression(`cache_access_${metric}`, guessed('redis-0.cache.svc:6379'), duration));
  }
  return list;
}

function expression(text: string, entity: object, duration: object): Question {
  return {
    name: `${text} of ${JSON.stringify(entity)}`,
    query:
      'query($e: String!, $n: Entity!, $d: Duration!) { execExpression(expression: $e, entity: $n, duration: $d) { type error results { metric { labels { key value } } values { id value } } } }',
    variables: { e: text, n: entity, d: duration },
  };
}

/** The answer in a form that does not depend on the order of lists. */
async function ask(url: string, question: Question): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: question.query, variables: question.variables }),
  });
  return canonical(await response.json());
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
