import {
  logRecord,
  relationId,
  segmentRecord,
  serviceId,
  topStatementRecords,
} from '@stormpetrel/model';
import type { MetricTable, RecordSchema } from '@stormpetrel/model';
import type { StoreSchema } from '../api/index.ts';

/** Where the clock of the suite begins: an ordinary day, at noon. */
export const noonMs: number = new Date(2026, 10, 21, 12, 0, 0).getTime();

/** One column of each kind. */
export const sampleTable: MetricTable = {
  name: 'Sample',
  scope: 'Service',
  columns: [
    { name: 'count', kind: 'sum' },
    { name: 'least', kind: 'min' },
    { name: 'greatest', kind: 'max' },
    { name: 'last', kind: 'latest' },
    { name: 'histogram', kind: 'map', keys: 'int' },
    { name: 'labels', kind: 'map', keys: 'string' },
    { name: 'note', kind: 'text' },
  ],
};

export const sampleColumns: readonly string[] = sampleTable.columns.map(({ name }) => name);

export const relationTable: MetricTable = {
  name: 'Relation',
  scope: 'ServiceRelation',
  columns: [{ name: 'calls', kind: 'sum' }],
};

export const statementRecord: RecordSchema = topStatementRecords[0] ?? segmentRecord;

/** One column of each type. */
export const allTypesSchema: RecordSchema = {
  name: 'all_types',
  retention: 'record',
  columns: [
    { name: 'at', type: 'time' },
    { name: 'who', type: 'entity' },
    { name: 'key', type: 'id' },
    { name: 'amount', type: 'int' },
    { name: 'flag', type: 'bool' },
    { name: 'note', type: 'text' },
    { name: 'tags', type: 'terms' },
    { name: 'body', type: 'bytes' },
    { name: 'line', type: 'content' },
  ],
};

export const contractSchema: StoreSchema = {
  tables: [sampleTable, relationTable],
  records: [segmentRecord, statementRecord, allTypesSchema, logRecord],
};

export const shop: string = serviceId('shop', true);
export const cart: string = serviceId('cart', true);
export const bank: string = serviceId('bank', false);
export const shopToCart: string = relationId(shop, cart);
