/** An engine over a store in memory and a clock that is set by hand. */
import { type LogFields, type Logger, Telemetry, must } from '@stormpetrel/base';
import { readMetricValue } from '@stormpetrel/language/oal';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import { alarmRecord, minuteMs, recordSchemas, serviceId } from '@stormpetrel/model';
import { minuteReader } from '@stormpetrel/query';
import {
  type MetricColumnData,
  type RowWriter,
  type StoreReader,
  type StoreWriter,
  type StoredRecord,
  rowWriter,
} from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { AlarmEngine, type AlarmEngineOptions } from '../engine.ts';
import type { AlarmNotice } from '../notice.ts';
import { coreCatalog } from './test-catalog.ts';

/** 2026-01-31 10:00 UTC. */
export const startMs = Date.UTC(2026, 0, 31, 10);
export const shop = serviceId('shop', true);
export const bank = serviceId('bank', true);

/** One rule with all that is usual, and a hook. */
export const slow = `rules:
  slow_rule:
    expression: sum(service_resp_time > 1000) >= 2
    period: 3
    silence-period: 1
    tags: {level: CRITICAL, team: blue}
    message: "{name} is slow"
    hooks: [webhook.one]
hooks:
  webhook:
    one: {urls: [http://127.0.0.1:1/]}
`;

export interface LogLine extends LogFields {
  readonly level: string;
  readonly message: string;
}

export class EngineBench {
  readonly clock = new FakeClock(startMs);
  readonly telemetry = new Telemetry();
  readonly notices: AlarmNotice[] = [];
  readonly log: LogLine[] = [];
  readonly hooks: unknown[] = [];
  readonly reader: StoreReader;
  readonly rows: RowWriter;
  /** What is written to the store besides metrics: one entry for each writing. */
  writes = 0;
  /** While it is set, writing rows fails. */
  storeIsFull = false;
  readonly #writer: StoreWriter;
  #uuids = 0;

  constructor() {
    const { reader, writer } = openMemoryStore({
      schema: { tables: [...metricTables.values()], records: recordSchemas },
      retention: {
        recordDays: 3,
        traceDays: 3,
        metadataDays: 15,
        minuteDays: 7,
        hourDays: 15,
        dayDays: 15,
      },
      clock: this.clock,
    });
    this.reader = reader;
    this.#writer = writer;
    const rows = rowWriter(writer);
    this.rows = {
      writeRows: (batch) => {
        this.writes++;
        return this.storeIsFull
          ? Promise.reject(new Error('the disk is full'))
          : rows.writeRows(batch);
      },
    };
  }

  open(more: Partial<AlarmEngineOptions> = {}): Promise<AlarmEngine> {
    const logger: Logger = {
      log: (level, message, fields) => this.log.push({ level, message, ...fields }),
    };
    return AlarmEngine.open({
      reader: this.reader,
      readMinutes: minuteReader(this.reader, readMetricValue),
      rows: this.rows,
      catalog: coreCatalog,
      delivery: { deliver: (notices) => void this.notices.push(...notices), close: async () => {} },
      searchableTags: ['level'],
      onHooks: (hooks) => void this.hooks.push(hooks),
      newUuid: () => `uuid-${++this.#uuids}`,
      clock: this.clock,
      logger,
      telemetry: this.telemetry,
      ...more,
    });
  }

  /** Goes to the 20th second of a minute after the start, and ticks. */
  async tick(engine: AlarmEngine, minute: number): Promise<readonly AlarmNotice[]> {
    this.clock.setNowMs(startMs + minute * minuteMs + 20_000);
    const before = this.notices.length;
    await engine.tick();
    return this.notices.slice(before);
  }

  /** Stores a metric of one entity that is made of a sum and a count, or of a count: value by minute after the start. */
  async write(
    name: string,
    entityId: string,
    values: Readonly<Record<number, number>>,
  ): Promise<void> {
    const definition = must(metricDefinitions.get(name), `there is no metric ${name}`);
    const table = must(metricTables.get(definition.table), 'the metric has a table');
    const minutes = Object.entries(values);
    const columns = table.columns.map((column): MetricColumnData => {
      if (column.kind === 'text') {
        return { kind: 'text', values: new Uint32Array(minutes.length).fill(0xffff_ffff) };
      }
      if (column.kind === 'map') {
        const none = { keys: new Int32Array(0), values: new Float64Array(0) };
        return { kind: 'map', offsets: new Uint32Array(minutes.length + 1), ...none };
      }
      const isSum = definition.columns['sum'] === column.name;
      const isOne = !isSum && Object.values(definition.columns).includes(column.name);
      const isPresence = definition.presence === column.name;
      const isCount = definition.columns['count'] === column.name && !('sum' in definition.columns);
      return {
        kind: column.kind,
        values: Float64Array.from(minutes, ([, value]) =>
          isSum || isCount ? value : isOne || isPresence ? 1 : 0,
        ),
      };
    });
    await this.#writer.write({
      entities: { generation: -minutes.length, size: 1, id: () => entityId },
      metrics: [
        {
          table: table.name,
          count: minutes.length,
          entity: new Uint32Array(minutes.length),
          bucketMs: Float64Array.from(minutes, ([minute]) => startMs + Number(minute) * minuteMs),
          columns,
          texts: [],
        },
      ],
      records: [],
      metadata: [],
    });
  }

  metric(name: string): number | undefined {
    return this.telemetry.samples().find((sample) => sample.name === name)?.value;
  }
}

/** Alarms as they were stored, oldest first. */
export function readAlarms(
  bench: EngineBench,
  schema = alarmRecord,
  limit = 100,
): Promise<readonly StoredRecord[]> {
  return bench.reader.readRecords({
    schema,
    filters: [],
    order: { column: 'startTime', descending: false },
    offset: 0,
    limit,
    columns: schema.columns.map(({ name }) => name),
  });
}
