import { type LogFields, Telemetry } from '@stormpetrel/base';
import { recordSchemas } from '@stormpetrel/model';
import { type StoreReader, rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadConfig } from '../config/load-config.ts';
import { AlarmSide } from './alarm-side.ts';

const folder = mkdtempSync(join(tmpdir(), 'alarm-side-'));
after(() => rmSync(folder, { recursive: true }));
const settingsFile = join(folder, 'alarm-settings.yml');

class Bench {
  readonly lines: string[] = [];
  readonly side: AlarmSide;
  /** While it is set, nothing can be read. */
  storeIsBroken = false;

  constructor() {
    const days = 3;
    const { reader, writer } = openMemoryStore({
      schema: { tables: [], records: recordSchemas },
      retention: {
        recordDays: days,
        traceDays: days,
        metadataDays: days,
        minuteDays: days,
        hourDays: days,
        dayDays: days,
      },
      clock: new FakeClock(0),
    });
    const breakable: StoreReader = {
      ...reader,
      readMetadata: (query) =>
        this.storeIsBroken
          ? Promise.reject(new Error('the disk is gone'))
          : reader.readMetadata(query),
    };
    this.side = new AlarmSide({
      config: loadConfig({ env: { SW_ALARM_SETTINGS_FILE: settingsFile } }),
      logger: {
        log: (level, message, fields: LogFields = {}) =>
          this.lines.push(`${level} ${message}: ${String(fields['reason'] ?? '')}`),
      },
      telemetry: new Telemetry(),
      read: {
        reader: breakable,
        catalog: { findMetric: () => undefined, metrics: () => [] },
        readMinutes: async () => {},
      } as unknown as ConstructorParameters<typeof AlarmSide>[0]['read'],
      rows: rowWriter(writer),
    });
  }
}

test('begins later where the store cannot be read at the start, and says so until then', async () => {
  writeFileSync(settingsFile, 'rules: {}');
  const bench = new Bench();
  bench.storeIsBroken = true;
  await bench.side.start();
  await assert.rejects(bench.side.status.rules(), /the disk is gone/);
  await assert.rejects(bench.side.takeDynamic('rules: {}'), /the disk is gone/);
  bench.storeIsBroken = false;
  await bench.side.tick();
  assert.deepEqual(await bench.side.status.rules(), {
    ruleList: [],
    refused: [],
    notJudged: [],
  });
  assert.equal(await bench.side.takeDynamic('rules: {}'), undefined);
  await bench.side.close();
  assert.deepEqual(bench.lines, [
    'error alarm rules cannot be judged yet: the disk is gone',
    'info alarm rules taken: ',
    'info alarm rules taken: ',
  ]);
});

test('a hook that is broken by a reload stays as it was, and one that comes with it is left out', async () => {
  writeFileSync(settingsFile, 'hooks: {webhook: {one: {urls: ["http://127.0.0.1:1/"]}}}');
  const bench = new Bench();
  await bench.side.start();
  writeFileSync(settingsFile, 'hooks: {webhook: {one: {urls: ["ftp://x"]}, two: {}}}');
  await bench.side.tick();
  await bench.side.close();
  assert.deepEqual(bench.lines, [
    'info alarm rules taken: ',
    'info alarm rules taken: ',
    'error alarm hook refused, it stays as it was: 1:32: this is no http or https address',
    'error alarm hook refused: 1:45: a webhook needs urls',
  ]);
});

test('a server that stops while it starts keeps nobody waiting', async () => {
  writeFileSync(settingsFile, 'rules: {}');
  const { side } = new Bench();
  const waiting = [side.takeDynamic('rules: {}'), side.status.rules()];
  await side.close();
  for (const promise of waiting) await assert.rejects(promise, /the server stops/);
});
