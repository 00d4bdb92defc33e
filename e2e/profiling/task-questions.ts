/** What a person asks of profiling, by GraphQL. */
import assert from 'node:assert/strict';
import { memberId, serviceId } from '@stormpetrel/model';
import { type ServerProcess, eventually } from '@stormpetrel/testkit/process';
import type { UploadKind } from './agent-client.ts';

export interface TreeElement {
  readonly id: string;
  readonly parentId: string;
  readonly codeSignature: string;
  readonly total: number;
  readonly self: number;
}

interface Created {
  readonly id: string | null;
  readonly errorReason: string | null;
}

/** A task for instances of a service; its id. */
export async function createTask(
  server: ServerProcess,
  kind: UploadKind,
  of: { readonly service: string; readonly instances: readonly string[]; readonly event: string },
): Promise<string> {
  const service = serviceId(of.service, true);
  const request = {
    serviceId: service,
    serviceInstanceIds: of.instances.map((name) => memberId(service, name)),
    events: kind === 'pprof' ? of.event : [of.event],
    duration: 1,
    ...(kind === 'pprof' ? { dumpPeriod: 1 } : {}),
  };
  const [field, type] =
    kind === 'pprof'
      ? ['createPprofTask(pprofTaskCreationRequest: $r)', 'PprofTaskCreationRequest!']
      : [
          'createAsyncProfilerTask(asyncProfilerTaskCreationRequest: $r)',
          'AsyncProfilerTaskCreationRequest!',
        ];
  const { made } = await server.query<{ made: Created }>(
    `mutation($r: ${type}) { made: ${field} { id errorReason } }`,
    { r: request },
  );
  assert.equal(made.errorReason, null);
  return made.id ?? '';
}

/** A trace profiling task that begins now; its id. */
export async function createTraceTask(
  server: ServerProcess,
  request: {
    readonly service: string;
    readonly endpointName: string;
    readonly minDurationThreshold: number;
    readonly dumpPeriod: number;
    readonly maxSamplingCount: number;
  },
): Promise<string> {
  const { service, ...rest } = request;
  const { made } = await server.query<{ made: Created }>(
    `mutation($r: ProfileTaskCreationRequest) { made: createProfileTask(creationRequest: $r) { id errorReason } }`,
    { r: { serviceId: serviceId(service, true), duration: 1, ...rest } },
  );
  assert.equal(made.errorReason, null);
  return made.id ?? '';
}

/** `operation instance`, sorted, when there are that many lines. */
export function logsOf(
  server: ServerProcess,
  kind: UploadKind,
  taskId: string,
  count: number,
  withinMs = 10_000,
): Promise<readonly string[]> {
  const field = kind === 'pprof' ? 'queryPprofTaskProgress' : 'queryAsyncProfilerTaskProgress';
  return eventually(withinMs, async () => {
    const { progress } = await server.query<{
      progress: {
        logs: readonly { readonly operationType: string; readonly instanceName: string }[];
      };
    }>(
      `query($t: String!) { progress: ${field}(taskId: $t) { logs { operationType instanceName } } }`,
      { t: taskId },
    );
    const lines = progress.logs.map((log) => `${log.operationType} ${log.instanceName}`);
    assert.equal(lines.length, count, lines.join());
    return lines.toSorted();
  });
}

/** What the page says of the instances of a task, by their names. */
export async function statesOf(
  server: ServerProcess,
  taskId: string,
): Promise<ReadonlyMap<string, { readonly state: string; readonly reason: string }>> {
  const answer = await fetch(new URL(`/api/profiling/task/${taskId}`, server.addresses.page));
  const { instances } = (await answer.json()) as {
    instances: readonly { name: string; state: string; reason: string }[];
  };
  return new Map(instances.map((instance) => [instance.name, instance]));
}

/** The merged tree of instances. */
export async function treeOf(
  server: ServerProcess,
  kind: UploadKind,
  taskId: string,
  instanceIds: readonly string[],
): Promise<readonly TreeElement[]> {
  const [field, type, extra] =
    kind === 'pprof'
      ? ['queryPprofAnalyze', 'PprofAnalyzationRequest!', {}]
      : [
          'queryAsyncProfilerAnalyze',
          'AsyncProfilerAnalyzationRequest!',
          { eventType: 'EXECUTION_SAMPLE' },
        ];
  const { analysis } = await server.query<{
    analysis: { tree: { elements: readonly TreeElement[] } };
  }>(
    `query($r: ${type}) { analysis: ${field}(request: $r) { tree { elements { id parentId codeSignature total self } } } }`,
    { r: { taskId, instanceIds, ...extra } },
  );
  return analysis.tree.elements;
}

/** Dumps of a segment that the analysis finds. */
export async function dumpsOf(server: ServerProcess, segmentId: string): Promise<number> {
  const { analysis } = await server.query<{
    analysis: {
      trees: readonly { readonly elements: readonly { readonly count: number }[] }[];
    };
  }>(
    `query($q: [SegmentProfileAnalyzeQuery!]!) { analysis: getSegmentsProfileAnalyze(queries: $q) {
      trees { elements { count } } } }`,
    { q: [{ segmentId, timeRange: { start: 1, end: Date.now() + 60_000 } }] },
  );
  return analysis.trees.reduce((sum, { elements }) => sum + (elements[0]?.count ?? 0), 0);
}
