/** Which metrics there are, and what each is read from: a table of accumulators, or records. */
import type { MqeMetric } from '@stormpetrel/language/mqe';
import type {
  MetricDefinition,
  MetricTable,
  MetricValueType,
  RecordSchema,
  ScopeName,
} from '@stormpetrel/model';

export interface CatalogMetric extends MqeMetric {
  readonly name: string;
  readonly scope: ScopeName;
  readonly valueType: MetricValueType;
  readonly origin: MetricOrigin;
}

export type MetricOrigin =
  | {
      readonly kind: 'table';
      readonly definition: MetricDefinition;
      readonly table: MetricTable;
    }
  | { readonly kind: 'record'; readonly schema: RecordSchema };

/** Names are unique; of two metrics of one name the first is known. */
export class MetricCatalog {
  readonly #metrics = new Map<string, CatalogMetric>();

  constructor(options: {
    readonly tables: Iterable<MetricTable>;
    readonly definitions: Iterable<MetricDefinition>;
    /** Sampled records of services. */
    readonly records: Iterable<RecordSchema>;
  }) {
    const tables = new Map<string, MetricTable>();
    for (const table of options.tables) tables.set(table.name, table);
    for (const definition of options.definitions) {
      const table = tables.get(definition.table);
      if (table === undefined || this.#metrics.has(definition.name)) continue;
      this.#metrics.set(definition.name, tableMetric(definition, table));
    }
    for (const schema of options.records) this.#metrics.set(schema.name, recordMetric(schema));
  }

  findMetric(name: string): CatalogMetric | undefined {
    return this.#metrics.get(name);
  }

  metrics(): Iterable<CatalogMetric> {
    return this.#metrics.values();
  }
}

function tableMetric(definition: MetricDefinition, table: MetricTable): CatalogMetric {
  const { name, scope, valueType } = definition;
  const texts = table.columns.filter((column) => column.kind === 'text');
  const attributes = texts.map((column) => column.name);
  return { name, scope, valueType, attributes, origin: { kind: 'table', definition, table } };
}

function recordMetric(schema: RecordSchema): CatalogMetric {
  return {
    name: schema.name,
    scope: 'Service',
    valueType: 'SAMPLED_RECORD',
    origin: { kind: 'record', schema },
  };
}

/** `SERVICE_INSTANCE` for `ServiceInstance`: what `listMetrics` calls the kind of entity. */
export function catalogName(scope: ScopeName): string {
  return scope.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
