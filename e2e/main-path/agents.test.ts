import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { minutesAround } from '../support/duration.ts';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { pythonPrograms } from '../support/python.ts';

/**
 * Two Node processes and a Python process, each under its unmodified agent, calling each other:
 * front (Node) → middle (Python) → back (Node).
 */
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

function agentEnv(name: string, grpc: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    SW_AGENT_NAME: name,
    SW_AGENT_INSTANCE: `${name}-1`,
    SW_AGENT_INSTANCE_NAME: `${name}-1`,
    SW_AGENT_COLLECTOR_BACKEND_SERVICES: grpc,
    SW_AGENT_LOGGING_LEVEL: 'ERROR',
  };
}

function startNode(name: string, grpc: string, nextUrl: string): Promise<number> {
  const child = fork(fileURLToPath(new URL('./node-service.cjs', import.meta.url)), {
    env: { ...agentEnv(name, grpc), NEXT_URL: nextUrl },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  return new Promise((resolve) => child.once('message', (port) => resolve(Number(port))));
}

function startPython(name: string, grpc: string, nextUrl: string): Promise<number> {
  const script = fileURLToPath(new URL('./python_service.py', import.meta.url));
  const bin = pythonPrograms();
  const child = spawn(join(bin, 'sw-python'), ['run', join(bin, 'python'), script], {
    // The agent says at length on stderr that profiling and meters are not taken yet.
    env: {
      ...agentEnv(name, grpc),
      NEXT_URL: nextUrl,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^port (\d+)$/.exec(line);
      if (port !== null) resolve(Number(port[1]));
    });
  });
}

interface Span {
  readonly serviceCode: string;
  readonly type: string;
  readonly component: string;
  readonly spanId: number;
  readonly refs: readonly { readonly parentSegmentId: string }[];
}

test('one trace across three real agents, the right map, the right components', async () => {
  await using server = await ServerProcess.start();
  const { grpc } = server.addresses;
  const back = await startNode('back', grpc, '');
  const middle = await startPython('middle', grpc, `http://127.0.0.1:${back}/end`);
  const front = await startNode('front', grpc, `http://127.0.0.1:${middle}/between`);
  for (let i = 0; i < 3; i++)
    assert.equal((await fetch(`http://127.0.0.1:${front}/start`)).status, 200);
  const duration = minutesAround(Date.now(), 5, 5);

  const traceId = await eventually(60_000, async () => {
    const { found } = await server.query<{
      found: { traces: { traceIds: string[]; endpointNames: string[] }[] };
    }>(
      `query($c: TraceQueryCondition) { found: queryBasicTraces(condition: $c) { traces { traceIds endpointNames } } }`,
      {
        c: {
          queryDuration: duration,
          traceState: 'ALL',
          queryOrder: 'BY_START_TIME',
          paging: { pageNum: 1, pageSize: 50 },
        },
      },
    );
    const counts = new Map<string, number>();
    for (const { traceIds } of found.traces)
      counts.set(traceIds[0] ?? '', (counts.get(traceIds[0] ?? '') ?? 0) + 1);
    const whole = [...counts].find(([, segments]) => segments === 3);
    assert.ok(whole, `no trace with three segments yet: ${JSON.stringify(found.traces)}`);
    return whole[0];
  });

  const { trace } = await server.query<{ trace: { spans: Span[] } }>(
    `query($t: ID!) { trace: queryTrace(traceId: $t) { spans { serviceCode type component spanId refs { parentSegmentId } } } }`,
    { t: traceId },
  );
  const shown = trace.spans.map(
    (span) => `${span.serviceCode} ${span.type} ${span.component} refs=${span.refs.length}`,
  );
  assert.deepEqual(
    shown.toSorted(),
    [
      'back Entry http refs=1',
      'front Entry http refs=0',
      'front Exit HttpClient refs=0',
      'middle Entry Python refs=1',
      'middle Exit Python refs=0',
    ].toSorted(),
  );

  const { map } = await eventually(20_000, async () => {
    const answer = await server.query<{
      map: {
        nodes: { name: string; type: string }[];
        calls: { id: string; detectPoints: string[] }[];
      };
    }>(
      `query($d: Duration!) { map: getGlobalTopology(duration: $d) { nodes { name type } calls { id detectPoints } } }`,
      {
        d: duration,
      },
    );
    assert.equal(answer.map.nodes.length, 4, JSON.stringify(answer.map));
    return answer;
  });
  assert.deepEqual(map.nodes.map((node) => node.name).toSorted(), [
    'User',
    'back',
    'front',
    'middle',
  ]);
  const id = (name: string, normal: boolean): string =>
    `${Buffer.from(name).toString('base64')}.${normal ? 1 : 0}`;
  assert.deepEqual(
    map.calls.map((call) => `${call.id} ${call.detectPoints.toSorted().join('+')}`).toSorted(),
    [
      `${id('User', false)}-${id('front', true)} SERVER`,
      `${id('front', true)}-${id('middle', true)} CLIENT+SERVER`,
      `${id('middle', true)}-${id('back', true)} CLIENT+SERVER`,
    ].toSorted(),
  );

  const metrics = await server.query<{
    cpm: { results: { values: { value: string | null }[] }[]; error: string | null };
  }>(
    `query($n: Entity!, $d: Duration!) { cpm: execExpression(expression: "service_cpm", entity: $n, duration: $d) { error results { values { value } } } }`,
    { n: { serviceName: 'front', normal: true }, d: duration },
  );
  const calls = metrics.cpm.results[0]?.values.reduce(
    (sum, { value }) => sum + Number(value ?? 0),
    0,
  );
  assert.equal(calls, 3);
});
