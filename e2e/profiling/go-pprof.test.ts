/**
 * Profiles of all kinds that Go has, written here and now, sent as a Go agent sends them, and asked for by GraphQL: the same
 * samples as Go's own tool shows.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { memberId, serviceId } from '@stormpetrel/model';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { AgentClient } from './agent-client.ts';
import { foldPprofRaw } from './fold-pprof-raw.ts';
import { type TreeElement, createTask, logsOf, treeOf } from './task-questions.ts';

const kinds = ['cpu', 'heap', 'allocs', 'goroutine', 'mutex', 'block', 'threadcreate'] as const;
/** Go's tool leaves out the frames of the allocator in these, so that only what is above them can be compared. */
const isPruned: ReadonlySet<string> = new Set(['heap', 'allocs']);

function whyNoGo(): string | false {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'no go on this machine';
  }
}

function writeProfiles(folder: string): void {
  const program = join(folder, 'program');
  const cwd = fileURLToPath(new URL('./go', import.meta.url));
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOPROXY: 'off' };
  execFileSync('go', ['build', '-o', program, '.'], { cwd, env, stdio: 'inherit' });
  execFileSync(program, [folder]);
}

test('all kinds of Go profiles are what Go shows of them', { skip: whyNoGo() }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'go-profiles-'));
  try {
    writeProfiles(folder);
    await using server = await ServerProcess.start();
    using agent = new AgentClient(server.addresses.grpc, 'goshop');
    for (const kind of kinds) {
      const task = { service: 'goshop', instances: ['i1'], event: kind.toUpperCase() };
      const taskId = await createTask(server, 'pprof', task);
      const path = join(folder, kind);
      const plan = { instance: 'i1', taskId, file: readFileSync(path) };
      assert.deepEqual(await agent.upload('pprof', plan), { answers: [0], end: 'OK' });
      assert.deepEqual(await logsOf(server, 'pprof', taskId, 1), ['EXECUTION_FINISHED i1']);
      const instanceId = memberId(serviceId('goshop', true), 'i1');
      const tree = await treeOf(server, 'pprof', taskId, [instanceId]);
      const raw = foldPprofRaw(
        execFileSync('go', ['tool', 'pprof', '-raw', path], { encoding: 'utf8' }),
      );
      checkTree(kind, tree, raw);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function checkTree(
  kind: string,
  tree: readonly TreeElement[],
  raw: ReadonlyMap<string, number>,
): void {
  const total = [...raw.values()].reduce((sum, value) => sum + value, 0);
  assert.ok(total > 0, `${kind} is empty`);
  assert.equal(tree[0]?.total, total, kind);
  if (isPruned.has(kind)) {
    const hot = [...raw].filter(([path]) => path.includes('main.allocate'));
    const ours = [...selfOf(tree)].filter(([path]) => path.includes('main.allocate'));
    const sum = (pairs: readonly (readonly [string, number])[]): number =>
      pairs.reduce((all, [, value]) => all + value, 0);
    assert.equal(sum(ours), sum(hot), kind);
    return;
  }
  const sorted = (map: ReadonlyMap<string, number>): unknown =>
    [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
  assert.deepEqual(sorted(selfOf(tree)), sorted(raw), kind);
}

/** What each path of the tree weighs by itself. */
function selfOf(tree: readonly TreeElement[]): ReadonlyMap<string, number> {
  const paths = new Map<string, string>();
  const weights = new Map<string, number>();
  for (const { id, parentId, codeSignature, self } of tree) {
    if (parentId === '-1') continue;
    const caller = paths.get(parentId);
    const path = caller === undefined ? codeSignature : `${caller} > ${codeSignature}`;
    paths.set(id, path);
    if (self > 0) weights.set(path, self);
  }
  return weights;
}
