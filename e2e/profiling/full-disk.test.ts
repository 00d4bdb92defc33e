/** Files of agents while the disk is full: refused, with a line in the log once it can be written, and nothing half-stored. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { memberId, serviceId } from '@stormpetrel/model';
import { smallChunk } from '@stormpetrel/profile/jfr/testing';
import { assertGoesOn, startFaultServer } from '../support/fault-server.ts';
import { mountDisk } from '../support/small-disk.ts';
import { AgentClient } from './agent-client.ts';
import { createTask, logsOf, treeOf } from './task-questions.ts';

const mebibyte = 1 << 20;

test('profiles that come while the disk is full', async (t) => {
  const disk = mountDisk(24 * mebibyte);
  if (disk === undefined) {
    t.skip('mounting a small disk needs Linux and root');
    return;
  }
  const fill = (name: string, leftBytes: number): string => {
    const { bavail, bsize } = statfsSync(disk.folder);
    const path = join(disk.folder, name);
    writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
    return path;
  };
  try {
    const dataFolder = join(disk.folder, 'data');
    mkdirSync(dataFolder);
    await using server = await startFaultServer({}, dataFolder);
    using agent = new AgentClient(server.addresses.grpc, 'shop');
    const instances = ['early', 'midway'];
    const of = { service: 'shop', instances, event: 'CPU' };
    const taskId = await createTask(server, 'async-profiler', of);
    assert.deepEqual(await agent.poll('async-profiler', 'early'), [taskId]);
    await logsOf(server, 'async-profiler', taskId, 1);
    const chunk = smallChunk().finish();
    const file = Buffer.concat(
      Array.from({ length: Math.ceil(mebibyte / chunk.length) }, () => chunk),
    );
    const send = (instance: string, onInvited?: () => Promise<void>): Promise<unknown> =>
      agent.upload('async-profiler', { instance, taskId, file, ...(onInvited && { onInvited }) });
    const ballast = fill('ballast', mebibyte / 2);
    assert.deepEqual(await send('early'), { answers: [], end: 'RESOURCE_EXHAUSTED' });
    rmSync(ballast);
    let second = '';
    const midway = await send('midway', () => {
      second = fill('ballast', 64 * 1024);
      return Promise.resolve();
    });
    assert.deepEqual(midway, { answers: [0], end: 'RESOURCE_EXHAUSTED' });
    assert.deepEqual(readdirSync(join(dataFolder, 'uploads')), []);
    rmSync(second);
    assert.deepEqual(await logsOf(server, 'async-profiler', taskId, 3, 30_000), [
      'EXECUTION_TASK_ERROR early',
      'EXECUTION_TASK_ERROR midway',
      'NOTIFIED early',
    ]);
    assert.deepEqual(await send('early'), { answers: [0], end: 'OK' });
    await logsOf(server, 'async-profiler', taskId, 4, 30_000);
    const id = memberId(serviceId('shop', true), 'early');
    const [root] = await treeOf(server, 'async-profiler', taskId, [id]);
    assert.ok((root?.total ?? 0) > 0);
    await assertGoesOn(server);
  } finally {
    disk.release();
  }
});
