import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layer, alarmRecoveryRecord, encodeName, minuteMs, relationId } from '@stormpetrel/model';
import { EngineBench, bank, readAlarms, shop, slow, startMs } from './testing/engine-bench.ts';

test('fires when the expression is true of whole minutes, and tells, stores and recovers', async () => {
  const bench = new EngineBench();
  await bench.rows.writeRows({
    metadata: ['K8S_SERVICE', 'GENERAL'].map((layer) => ({
      kind: 'service',
      id: `${encodeName('shop')}.${Layer[layer as 'GENERAL']}`,
      owner: '',
      fields: { name: 'shop', serviceId: shop, layer },
      seenMs: startMs,
    })),
  });
  const engine = await bench.open();
  assert.deepEqual(await engine.updateRules(slow, 'test'), { taken: true, problems: [], kept: [] });
  await bench.write('service_resp_time', shop, { 0: 2_000, 1: 900, 2: 3_000, 3: 10 });
  await bench.write('service_resp_time', bank, { 0: 2_000, 1: 900, 2: 800, 3: 10 });

  assert.deepEqual(await bench.tick(engine, 1), []);
  assert.deepEqual(await bench.tick(engine, 2), []);
  const nowMs = startMs + 3 * minuteMs + 20_000;
  const notice = {
    uuid: 'uuid-1',
    scopeId: 1,
    scope: 'SERVICE',
    name: 'shop',
    id0: shop,
    id1: '',
    ruleName: 'slow_rule',
    message: 'shop is slow',
    tags: [
      { key: 'level', value: 'CRITICAL' },
      { key: 'team', value: 'blue' },
    ],
    startTimeMs: nowMs,
    hooks: ['webhook.one'],
  };
  assert.deepEqual(await bench.tick(engine, 3), [notice]);
  // The same minute is not judged twice.
  bench.clock.advance(10_000);
  await engine.tick();
  assert.equal(bench.notices.length, 1);
  const id = (minute: number): string => String(startMs + minute * minuteMs);
  const [row, ...others] = await readAlarms(bench);
  assert.deepEqual(others, []);
  assert.deepEqual(
    { ...row, snapshot: JSON.parse(String(row?.['snapshot'])) as unknown },
    {
      startTime: nowMs,
      uuid: 'uuid-1',
      scope: 1,
      id0: shop,
      id1: undefined,
      ruleName: 'slow_rule',
      layers: ['GENERAL', 'K8S_SERVICE'],
      tags: ['level=CRITICAL'],
      name: 'shop',
      message: 'shop is slow',
      allTags: '[["level","CRITICAL"],["team","blue"]]',
      snapshot: {
        expression: 'sum(service_resp_time > 1000) >= 2',
        metrics: [
          {
            name: 'service_resp_time',
            results: [
              {
                labels: [],
                values: [
                  [id(0), '2000'],
                  [id(1), '900'],
                  [id(2), '3000'],
                ],
              },
            ],
          },
        ],
      },
    },
  );
  const tags = await bench.reader.readMetadata({ kind: 'alarmTag', limit: 10 });
  assert.deepEqual(
    tags.map((tag) => tag.fields),
    [{ key: 'level', value: 'CRITICAL' }],
  );

  assert.deepEqual(await bench.tick(engine, 4), []);
  const overMs = startMs + 5 * minuteMs + 20_000;
  assert.deepEqual(await bench.tick(engine, 5), [{ ...notice, recoveryTimeMs: overMs }]);
  assert.deepEqual(await readAlarms(bench, alarmRecoveryRecord), [
    { startTime: nowMs, uuid: 'uuid-1', recoveryTime: overMs },
  ]);
  assert.deepEqual(
    [
      'alarm_fired_count',
      'alarm_recovered_count',
      'alarm_rules',
      'alarm_rules_evaluated_count',
    ].map((name) => bench.metric(name)),
    [1, 1, 1, 5],
  );
});

test('waits for the 15th second, and judges no minute that still runs', async () => {
  const bench = new EngineBench();
  const engine = await bench.open();
  await engine.updateRules(slow.replace('>= 2', '>= 1').replace('period: 3', 'period: 1'), 'test');
  await bench.write('service_resp_time', shop, { 0: 5_000 });
  const tickAt = async (ms: number): Promise<number> => {
    bench.clock.setNowMs(startMs + ms);
    await engine.tick();
    return bench.notices.length;
  };
  const told = [];
  for (const ms of [30_000, 59_000, 60_000, 75_000, 75_001]) told.push(await tickAt(ms));
  assert.deepEqual(told, [0, 0, 0, 0, 1]);
});

test('late data of the window counts', async () => {
  const bench = new EngineBench();
  const engine = await bench.open();
  await engine.updateRules(slow, 'test');
  await bench.write('service_resp_time', shop, { 1: 2_000 });
  assert.deepEqual(await bench.tick(engine, 2), []);
  await bench.write('service_resp_time', shop, { 0: 2_000 });
  assert.deepEqual(
    (await bench.tick(engine, 3)).map(({ name }) => name),
    ['shop'],
  );
});

test('looks back over the reach of trends, and reads every kind of entity', async () => {
  const bench = new EngineBench();
  const engine = await bench.open();
  await engine.updateRules(
    `rules:
  trend_rule: {expression: "latest(increase(service_resp_time, 2)) > 500", period: 1}
  relation_rule: {expression: "sum(service_relation_client_resp_time > 5) >= 1", include-names: [shop to bank]}
  sort_rule: {expression: "max(sort_values(service_resp_time, 1, des, avg)) > 1500", exclude-names-regex: "b.*"}
`,
    'test',
  );
  await bench.write('service_resp_time', shop, { 0: 1_000, 2: 1_600 });
  await bench.write('service_resp_time', bank, { 0: 1_000, 2: 1_400 });
  await bench.write('service_resp_time', bank, { 2: 1_700 });
  await bench.write('service_relation_client_resp_time', relationId(shop, bank), { 2: 9 });
  await bench.write('service_relation_client_resp_time', relationId(bank, shop), { 2: 9 });
  const notices = await bench.tick(engine, 3);
  assert.deepEqual(
    notices.map(({ ruleName, name, id0, id1, scope, scopeId }) =>
      [ruleName, name, id0 === shop, id1 === bank, scope, scopeId].join(' '),
    ),
    [
      'trend_rule bank false false SERVICE 1',
      'trend_rule shop true false SERVICE 1',
      'sort_rule shop true false SERVICE 1',
      'relation_rule shop to bank true true SERVICE_RELATION 4',
    ],
  );
});

test('states go on after a restart, and neither fire nor count a minute twice', async () => {
  const bench = new EngineBench();
  const first = await bench.open();
  await first.updateRules(slow, 'test');
  await bench.write('service_resp_time', shop, { 0: 2_000, 1: 2_000, 2: 2_000 });
  assert.equal((await bench.tick(first, 2)).length, 1);
  await first.close();

  const second = await bench.open();
  await second.updateRules(slow, 'test');
  assert.deepEqual(await bench.tick(second, 2), []);
  assert.deepEqual(await bench.tick(second, 3), []);
  assert.deepEqual(await bench.tick(second, 4), [
    { ...bench.notices[0], uuid: 'uuid-2', startTimeMs: bench.clock.nowMs() },
  ]);
  await second.close();

  // What was not running for an hour finds nothing left to alarm about, and says so.
  const third = await bench.open();
  await third.updateRules(slow, 'test');
  assert.deepEqual(await bench.tick(third, 64), []);
  assert.deepEqual(
    (await bench.tick(third, 65)).map(({ uuid }) => uuid),
    ['uuid-2'],
  );
  assert.deepEqual(
    (await readAlarms(bench, alarmRecoveryRecord)).map((row) => row['uuid']),
    ['uuid-1', 'uuid-2'],
  );
});

test('writes only what has changed', async () => {
  const bench = new EngineBench();
  const engine = await bench.open();
  await engine.updateRules(slow.replace('silence-period: 1', 'silence-period: 9'), 'test');
  await bench.tick(engine, 1);
  assert.equal(bench.writes, 0);
  await bench.write('service_resp_time', shop, { 0: 2_000, 1: 2_000, 2: 2_000, 3: 2_000 });
  for (const minute of [2, 3]) await bench.tick(engine, minute);
  const stateOf = async (): Promise<unknown> =>
    (
      await bench.reader.readMetadata({
        kind: 'document',
        ids: ['alarm-state/rule:slow_rule'],
        limit: 1,
      })
    )[0]?.lastSeenMs;
  const writtenMs = await stateOf();
  await bench.tick(engine, 4);
  assert.equal(await stateOf(), writtenMs);
  assert.equal(bench.writes, 3);
});

test('rules change while it runs: a refused one stays as it was, states stay with their names', async () => {
  const bench = new EngineBench();
  const engine = await bench.open();
  await engine.updateRules(slow, 'file');
  await bench.write('service_resp_time', shop, {
    0: 2_000,
    1: 2_000,
    2: 2_000,
    3: 2_000,
    4: 2_000,
  });
  assert.equal((await bench.tick(engine, 2)).length, 1);

  const broken = await engine.updateRules(slow.replace('>= 2', '>= '), 'file');
  assert.deepEqual([broken.taken, broken.kept, broken.problems.length], [true, ['slow_rule'], 1]);
  assert.deepEqual(
    bench.log
      .filter(({ level }) => level === 'error')
      .map(({ message, reason }) => `${message}: ${String(reason)}`),
    [
      'alarm rule refused, it stays as it was: 3:49: slow_rule: unexpected end of the text, expected a metric, a number, a function or "("',
    ],
  );
  assert.deepEqual(await bench.tick(engine, 3), []);

  const unreadable = await engine.updateRules('rules: [', 'file');
  assert.deepEqual([unreadable.taken, unreadable.kept], [false, ['slow_rule']]);
  assert.equal(bench.hooks.length, 2);

  await engine.updateRules(
    slow.replace('> 1000', '> 1500').replace('is slow', 'is very slow'),
    'file',
  );
  assert.deepEqual(
    (await bench.tick(engine, 4)).map(({ uuid, message }) => [uuid, message]),
    [['uuid-2', 'shop is very slow']],
  );

  await engine.updateRules('rules: {}', 'file');
  assert.deepEqual(await bench.tick(engine, 5), []);
  await engine.updateRules(slow, 'file');
  assert.deepEqual(
    (await bench.tick(engine, 6)).map(({ uuid }) => uuid),
    ['uuid-3'],
  );
  assert.equal(bench.metric('alarm_states'), 1);
});
