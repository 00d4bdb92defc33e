/**
 * Dynamic configuration: settings that change while the server runs. Keys and their values are SkyWalking's
 * (docs: setup/backend/dynamic-config.md).
 */

/** A text, or of a group the texts of its items by name. */
export type DynamicValue = string | Readonly<Record<string, string>>;

/** Everything that is set, by key. What is not in it has its configured value. */
export type ConfigTable = ReadonlyMap<string, DynamicValue>;

export interface DynamicKey {
  readonly kind: 'single' | 'group';
  /** Taken and not used, for this reason. */
  readonly unused?: string;
}

export const dynamicKeys: ReadonlyMap<string, DynamicKey> = new Map<string, DynamicKey>([
  ['agent-analyzer.default.slowDBAccessThreshold', { kind: 'single' }],
  ['agent-analyzer.default.slowCacheReadThreshold', { kind: 'single' }],
  ['agent-analyzer.default.slowCacheWriteThreshold', { kind: 'single' }],
  ['agent-analyzer.default.uninstrumentedGateways', { kind: 'single' }],
  ['agent-analyzer.default.traceSamplingPolicy', { kind: 'single' }],
  ['alarm.default.alarm-settings', { kind: 'single' }],
  ['core.default.apdexThreshold', { kind: 'single' }],
  ['core.default.endpoint-name-grouping', { kind: 'single' }],
  ['core.default.endpoint-name-grouping-openapi', { kind: 'group' }],
  ['core.default.searchableTracesTags', { kind: 'single' }],
  ['core.default.log4j-xml', { kind: 'single', unused: 'there is no log4j here: set log.level' }],
  ['configuration-discovery.default.agentConfigurations', { kind: 'single' }],
]);

/** Where values come from. */
export interface ConfigProvider {
  /** How messages call it. */
  readonly name: string;
  /** All that is set, or undefined where nothing has changed since the last time. Rejects where it cannot be had. */
  read(): Promise<ConfigTable | undefined>;
  close(): void;
}

/** What takes values of some keys. */
export interface DynamicTarget {
  readonly keys: ReadonlySet<string>;
  /**
   * Puts the values into force; a key that is missing goes back to what was configured. A value that is no good changes
   * nothing for its key, and its fault is told, by key. Rejects where nothing could be done: it is tried again.
   */
  apply(values: ConfigTable): Promise<ReadonlyMap<string, string>>;
}

/** Values that are empty are not there: so a configuration service says that it has none. */
export function withoutEmpty(table: ConfigTable): ConfigTable {
  return new Map(
    [...table].filter(([, value]) =>
      typeof value === 'string' ? value.trim() !== '' : Object.keys(value).length > 0,
    ),
  );
}

export function sameValue(a: DynamicValue | undefined, b: DynamicValue | undefined): boolean {
  if (typeof a === 'object' && typeof b === 'object') {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
    );
  }
  return a === b;
}
