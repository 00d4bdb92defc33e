import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CodedError } from '@stormpetrel/base';
import { readMetricValue } from '@stormpetrel/language/oal';
import { alarmRecord, minuteMs, serviceId } from '@stormpetrel/model';
import { minuteReader } from '@stormpetrel/query';
import type { StoreReader } from '@stormpetrel/storage/api';
import type { AlarmEngineOptions } from './engine.ts';
import { alarmStatus } from './status.ts';
import { EngineBench, readAlarms, shop, slow, startMs } from './testing/engine-bench.ts';
import { coreCatalog } from './testing/test-catalog.ts';

test('hooks are told though the store is full, and what was not stored is stored later', async () => {
  const bench = new EngineBench();
  const engine = await bench.open();
  await engine.updateRules(slow, 'test');
  await bench.write('service_resp_time', shop, { 0: 2_000, 1: 2_000 });
  bench.storeIsFull = true;
  assert.equal((await bench.tick(engine, 2)).length, 1);
  assert.deepEqual(await readAlarms(bench), []);
  bench.storeIsFull = false;
  await bench.tick(engine, 3);
  assert.deepEqual(
    (await readAlarms(bench)).map((row) => row['uuid']),
    ['uuid-1'],
  );
  assert.equal(bench.metric('alarm_not_stored_count'), 1);
});

test('a store that cannot be read costs a minute of one scope', async () => {
  const bench = new EngineBench();
  let isBroken = true;
  const engine = await bench.open({
    readMinutes: async () => {
      if (isBroken) throw new CodedError('STORE_FAILED', 'no disk');
    },
  });
  await engine.updateRules(slow, 'test');
  await bench.tick(engine, 1);
  assert.deepEqual(bench.log.at(-1), {
    level: 'error',
    message: 'alarm rules could not be judged',
    code: 'ALARM_NOT_EVALUATED',
    scope: 'Service',
    reason: 'no disk',
  });
  isBroken = false;
  assert.deepEqual(await bench.tick(engine, 2), []);
  assert.equal(bench.metric('alarm_evaluation_failed_count'), 1);
});

test('an alarm is told and stored though the layers of its service cannot be read', async () => {
  const bench = new EngineBench();
  const reader: StoreReader = {
    ...bench.reader,
    readMetadata: (query) =>
      query.kind === 'service'
        ? Promise.reject(new CodedError('STORE_FAILED', 'no disk'))
        : bench.reader.readMetadata(query),
  };
  const engine = await bench.open({ reader });
  await engine.updateRules(slow, 'test');
  await bench.write('service_resp_time', shop, { 0: 2_000, 1: 2_000 });
  assert.deepEqual(
    (await bench.tick(engine, 2)).map(({ uuid }) => uuid),
    ['uuid-1'],
  );
  assert.deepEqual(
    (await readAlarms(bench)).map(({ uuid, layers }) => ({ uuid, layers })),
    [{ uuid: 'uuid-1', layers: [] }],
  );
  assert.deepEqual(bench.log.at(-1), {
    level: 'error',
    message: 'layers of alarms could not be read',
    code: 'ALARM_NOT_EVALUATED',
    reason: 'no disk',
  });
});

test('a rule that cannot be judged keeps no other from it, and none is judged twice', async () => {
  const bench = new EngineBench();
  let isBroken = false;
  const catalog: AlarmEngineOptions['catalog'] = {
    metrics: () => coreCatalog.metrics(),
    findMetric(name) {
      if (isBroken && name === 'service_cpm') throw new TypeError('a fault of our own');
      return coreCatalog.findMetric(name);
    },
  };
  const engine = await bench.open({ catalog });
  await engine.updateRules(
    `rules:
  first_rule: {expression: "sum(service_resp_time > 1000) >= 1"}
  odd_rule: {expression: "max(sort_values(service_cpm, 1, des, avg)) >= 1"}
  last_rule: {expression: "sum(service_resp_time > 1500) >= 1"}
`,
    'test',
  );
  await bench.write('service_resp_time', shop, { 0: 2_000 });
  isBroken = true;
  assert.deepEqual(
    (await bench.tick(engine, 1)).map(({ ruleName }) => ruleName),
    ['first_rule', 'last_rule'],
  );
  assert.deepEqual(bench.log.at(-1), {
    level: 'error',
    message: 'an alarm rule could not be judged',
    code: 'ALARM_NOT_EVALUATED',
    rule: 'odd_rule',
    reason: 'a fault of our own',
  });
  isBroken = false;
  bench.clock.advance(10_000);
  await engine.tick();
  assert.equal(bench.notices.length, 2);
});

test('a scope that fails in a way nobody foresaw costs no other scope its alarms', async () => {
  const bench = new EngineBench();
  const readMinutes = minuteReader(bench.reader, readMetricValue);
  const engine = await bench.open({
    readMinutes: (query, visit) =>
      query.table.name === 'ServiceRelation'
        ? Promise.reject(new TypeError('a fault of our own'))
        : readMinutes(query, visit),
  });
  await engine.updateRules(
    `rules:
  slow_rule: {expression: "sum(service_resp_time > 1000) >= 1"}
  relation_rule: {expression: "sum(service_relation_client_resp_time > 5) >= 1"}
`,
    'test',
  );
  await bench.write('service_resp_time', shop, { 0: 2_000 });
  assert.deepEqual(
    (await bench.tick(engine, 1)).map(({ ruleName }) => ruleName),
    ['slow_rule'],
  );
  assert.equal(bench.metric('alarm_evaluation_failed_count'), 1);
});

test('states outlive a restart though other settings are taken before their own', async () => {
  const bench = new EngineBench();
  const first = await bench.open();
  await first.updateRules(slow, 'dynamic configuration');
  await bench.write('service_resp_time', shop, { 0: 2_000, 1: 2_000, 2: 2_000 });
  assert.equal((await bench.tick(first, 2)).length, 1);
  await first.close();

  const second = await bench.open();
  await second.updateRules('rules: {}', 'file');
  await second.updateRules(slow, 'dynamic configuration');
  assert.deepEqual(await bench.tick(second, 3), []);
  await second.close();

  // Who is not back by the first minute that is judged has its state deleted.
  const third = await bench.open();
  await third.updateRules('rules: {}', 'file');
  await bench.tick(third, 4);
  const ids = ['alarm-state/rule:slow_rule'];
  const [stored] = await bench.reader.readMetadata({ kind: 'document', ids, limit: 1 });
  assert.deepEqual(stored?.fields, { states: '[]', deleted: 1 });
});

test('rules that look at too much are not judged, are told by name, and are judged again once they fit', async () => {
  const bench = new EngineBench();
  const engine = await bench.open({ columnLimits: { entitiesMax: 1_000, cellsMax: 1_000 } });
  const rules = (period: number): string => `rules:
  day_rule: {expression: sum(service_resp_time > 1000) >= 1, period: ${period}}
  slow_rule: {expression: sum(service_resp_time > 1000) >= 1, period: 2}
`;
  await engine.updateRules(rules(500), 'test');
  for (const id of [shop, serviceId('a', true), serviceId('b', true)]) {
    await bench.write('service_resp_time', id, { 0: 2_000, 1: 2_000, 2: 2_000 });
  }
  const told = async (minute: number): Promise<readonly string[]> =>
    (await bench.tick(engine, minute)).map(({ ruleName }) => ruleName);
  assert.deepEqual(await told(1), ['slow_rule', 'slow_rule', 'slow_rule']);
  assert.deepEqual(bench.log.at(-1), {
    level: 'error',
    message: 'alarm rules are not judged, they look at too many values',
    code: 'ALARM_RULES_OVER_BUDGET',
    count: 1,
    rules: 'day_rule',
  });
  const status = alarmStatus(engine);
  assert.deepEqual(status.rules(), {
    ruleList: [{ id: 'day_rule' }, { id: 'slow_rule' }],
    refused: [],
    notJudged: [{ id: 'day_rule', values: 1_500, valuesMax: 1_000 }],
  });
  const flagOf = async (id: string): Promise<unknown> =>
    Object.entries((await status.rule(id)) ?? {}).find(([key]) => key === 'notJudged')?.[1];
  assert.deepEqual([await flagOf('day_rule'), await flagOf('slow_rule')], [true, undefined]);
  assert.deepEqual(await told(2), []);
  const errors = bench.log.filter(({ level }) => level === 'error');
  assert.equal(errors.length, 1);
  assert.deepEqual(
    ['alarm_rules_not_judged_count', 'alarm_rules_evaluated_count'].map((name) =>
      bench.metric(name),
    ),
    [2, 2],
  );

  await engine.updateRules(rules(50), 'test');
  assert.deepEqual(await told(3), ['day_rule', 'day_rule', 'day_rule']);
  assert.equal(bench.log.at(-1)?.message, 'all alarm rules are judged again');
});

test('of many alarms none is stored twice where the store fails in the midst of them', async () => {
  const bench = new EngineBench();
  let writes = 0;
  const engine = await bench.open({
    rows: {
      writeRows: (rows) =>
        ++writes === 2 ? Promise.reject(new Error('the disk is full')) : bench.rows.writeRows(rows),
    },
  });
  await engine.updateRules(slow.replace('>= 2', '>= 1'), 'test');
  const services = Array.from({ length: 1_050 }, (_, i) => serviceId(`s${i}`, true));
  for (const id of services) await bench.write('service_resp_time', id, { 0: 2_000 });
  assert.equal((await bench.tick(engine, 1)).length, 1_050);
  await bench.tick(engine, 2);
  const stored = await readAlarms(bench, alarmRecord, 5_000);
  assert.equal(stored.length, 1_050);
  assert.equal(new Set(stored.map(({ uuid }) => uuid)).size, 1_050);
  const tags = await bench.reader.readMetadata({ kind: 'alarmTag', limit: 10 });
  assert.deepEqual(
    tags.map((tag) => tag.fields),
    [{ key: 'level', value: 'CRITICAL' }],
  );
});

test('ticks do not pile up while the store hangs', async () => {
  const bench = new EngineBench();
  let readings = 0;
  const hanging = Promise.withResolvers<void>();
  const engine = await bench.open({
    readMinutes: () => {
      readings++;
      return hanging.promise;
    },
  });
  await engine.updateRules(slow, 'test');
  const ticks = [];
  for (const minute of [1, 2, 3]) {
    bench.clock.setNowMs(startMs + minute * minuteMs + 20_000);
    ticks.push(engine.tick());
    await setImmediate();
  }
  hanging.resolve();
  await Promise.all(ticks);
  assert.equal(readings, 1);
});

test('entities that come and go leave no memory behind', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const bench = new EngineBench();
  let size = 2_000;
  const readMinutes: AlarmEngineOptions['readMinutes'] = async ({ fromMs }, visit) => {
    const ones = new Float64Array(size).fill(1);
    visit({
      entities: { generation: size, size, id: (handle) => serviceId(`s${handle}`, true) },
      count: size,
      entity: Uint32Array.from({ length: size }, (_, i) => i),
      bucketMs: new Float64Array(size).fill(fromMs),
      metrics: [{ kind: 'numbers', presence: ones, values: ones }],
    });
  };
  const engine = await bench.open({ readMinutes });
  await engine.updateRules('rules: {a_rule: {expression: avg(service_resp_time + 1) > 5}}', 'test');
  const heldAfter = async (minute: number): Promise<number> => {
    await bench.tick(engine, minute);
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const beforeBytes = await heldAfter(1);
  for (let minute = 2; minute < 100; minute++) {
    size++;
    await bench.tick(engine, minute);
  }
  const grownBytes = (await heldAfter(100)) - beforeBytes;
  assert.ok(grownBytes < 1_000_000, `${grownBytes} bytes more`);
});
