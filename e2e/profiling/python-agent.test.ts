/** The unmodified Python agent under a real task of a minute: the hot function is on top of the tree. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serviceId } from '@stormpetrel/model';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { pythonPrograms } from '../support/python.ts';
import { createTraceTask } from './task-questions.ts';

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

function startService(grpc: string): Promise<number> {
  const script = fileURLToPath(new URL('./python_profiled.py', import.meta.url));
  const bin = pythonPrograms();
  const child = spawn(join(bin, 'sw-python'), ['run', join(bin, 'python'), script], {
    env: {
      ...process.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      SW_AGENT_NAME: 'slowshop',
      SW_AGENT_INSTANCE_NAME: 'slowshop-1',
      SW_AGENT_COLLECTOR_BACKEND_SERVICES: grpc,
      SW_AGENT_LOGGING_LEVEL: 'ERROR',
      SW_AGENT_COLLECTOR_GET_PROFILE_TASK_INTERVAL: '1',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^port (\d+)$/.exec(line);
      if (port !== null) resolve(Number(port[1]));
    });
  });
}

interface Logs {
  readonly logs: readonly { readonly operationType: string; readonly instanceName: string }[];
}

async function waitForLog(server: ServerProcess, taskId: string, wanted: string): Promise<void> {
  await eventually(90_000, async () => {
    const { logs } = await server.query<Logs>(
      `query($t: String) { logs: getProfileTaskLogs(taskID: $t) { operationType instanceName } }`,
      { t: taskId },
    );
    const lines = logs.map((log) => `${log.operationType} ${log.instanceName}`);
    assert.ok(lines.includes(wanted), lines.join());
  });
}

interface Segment {
  readonly traceId: string;
  readonly endpointNames: readonly string[];
  readonly spans: readonly {
    readonly segmentId: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly profiled: boolean;
  }[];
}

interface Element {
  readonly id: string;
  readonly parentId: string;
  readonly codeSignature: string;
  readonly duration: number;
  readonly durationChildExcluded: number;
  readonly count: number;
}

test('a real agent profiles a slow endpoint, and the hot function is on top', async () => {
  await using server = await ServerProcess.start();
  const port = await startService(server.addresses.grpc);
  const call = async (): Promise<void> => {
    assert.equal((await fetch(`http://127.0.0.1:${port}/slow`)).status, 200);
  };
  await call();
  await eventually(30_000, async () => {
    const { services } = await server.query<{ services: readonly { readonly id: string }[] }>(
      `query { services: listServices(layer: "GENERAL") { id } }`,
    );
    assert.deepEqual(services, [{ id: serviceId('slowshop', true) }]);
  });
  const taskId = await createTraceTask(server, {
    service: 'slowshop',
    endpointName: '/slow',
    minDurationThreshold: 10,
    dumpPeriod: 10,
    maxSamplingCount: 3,
  });
  await waitForLog(server, taskId, 'NOTIFIED slowshop-1');
  for (let i = 0; i < 6; i++) await call();
  const segments = await eventually(20_000, async () => {
    const { found } = await server.query<{ found: readonly Segment[] }>(
      `query($t: ID!) { found: getProfileTaskSegments(taskID: $t) {
        traceId endpointNames spans { segmentId startTime endTime profiled } } }`,
      { t: taskId },
    );
    assert.equal(found.length, 3);
    return found;
  });
  for (const { endpointNames, spans } of segments) {
    assert.deepEqual(endpointNames, ['/slow']);
    const span = spans.find(({ profiled }) => profiled);
    assert.ok(span !== undefined);
    const range = { start: span.startTime, end: span.endTime };
    const { analysis } = await server.query<{
      analysis: { trees: readonly { readonly elements: readonly Element[] }[] };
    }>(
      `query($q: [SegmentProfileAnalyzeQuery!]!) { analysis: getSegmentsProfileAnalyze(queries: $q) {
        tip trees { elements { id parentId codeSignature duration durationChildExcluded count } } } }`,
      { q: [{ segmentId: span.segmentId, timeRange: range }] },
    );
    const elements = analysis.trees.flatMap((tree) => tree.elements);
    const hot = elements.filter(({ codeSignature }) =>
      /python_profiled\.py\.hot: /.test(codeSignature),
    );
    const count = hot.reduce((sum, element) => sum + element.count, 0);
    const all = elements
      .filter(({ parentId }) => parentId === '0')
      .reduce((sum, element) => sum + element.count, 0);
    assert.ok(count >= 5 && count > all / 2, `${count} of ${all} dumps are in hot`);
    const heaviest = elements.toSorted((a, b) => ownCount(b, elements) - ownCount(a, elements))[0];
    assert.match(heaviest?.codeSignature ?? '', /python_profiled\.py\.hot: /);
  }
  await waitForLog(server, taskId, 'EXECUTION_FINISHED slowshop-1');
});

/** Dumps that end in the element. */
function ownCount({ id, count }: Element, elements: readonly Element[]): number {
  return elements
    .filter(({ parentId }) => parentId === id)
    .reduce((left, child) => left - child.count, count);
}
