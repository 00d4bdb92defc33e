/** Keys of the dynamic configuration that change the analysis of segments. */
import { type AnalyzerSettings, parseLatencyThresholds } from '@stormpetrel/pipeline';
import type { DynamicValue } from './config-table.ts';
import { openApiKey, tagKeysOf } from './ingest-keys.ts';

type FileParsers = typeof import('@stormpetrel/pipeline/settings-files');

/** Settings with the value of one key in them. */
export type SettingsChange = (settings: AnalyzerSettings) => AnalyzerSettings;

type ReadChange = (text: string, key: string, parsers: FileParsers) => SettingsChange;

const readers: Readonly<Record<string, ReadChange>> = {
  'agent-analyzer.default.slowDBAccessThreshold': (text, key) => {
    const slowDatabaseThresholds = parseLatencyThresholds(text, key);
    return (settings) => ({ ...settings, slowDatabaseThresholds });
  },
  'agent-analyzer.default.slowCacheReadThreshold': (text, key) => {
    const slowCacheReadThresholds = parseLatencyThresholds(text, key);
    return (settings) => ({ ...settings, slowCacheReadThresholds });
  },
  'agent-analyzer.default.slowCacheWriteThreshold': (text, key) => {
    const slowCacheWriteThresholds = parseLatencyThresholds(text, key);
    return (settings) => ({ ...settings, slowCacheWriteThresholds });
  },
  'agent-analyzer.default.uninstrumentedGateways': (text, key, parsers) => {
    const gatewayAddresses = parsers.parseGateways(text, key);
    return (settings) => ({ ...settings, gatewayAddresses });
  },
  'agent-analyzer.default.traceSamplingPolicy': (text, key, parsers) => {
    const sampling = parsers.parseSamplingPolicies(text, key);
    return (settings) => ({ ...settings, sampling });
  },
  'core.default.apdexThreshold': (text, key, parsers) => {
    const apdex = parsers.parseApdexThresholds(text, key);
    return (settings) => ({ ...settings, apdex });
  },
  'core.default.endpoint-name-grouping': (text, key, parsers) => {
    const rules = parsers.parseEndpointRules(text, key);
    return (settings) => ({
      ...settings,
      endpointNaming: { ...settings.endpointNaming, rules },
    });
  },
  'core.default.searchableTracesTags': (text) => {
    const searchableTraceTags = tagKeysOf(text);
    return (settings) => ({ ...settings, searchableTraceTags });
  },
};

/** @throws CodedError SETTINGS_INVALID for a value that is no good. */
export async function readChange(key: string, value: DynamicValue): Promise<SettingsChange> {
  // YAML is loaded only where a key comes that may need it.
  const parsers = await import('@stormpetrel/pipeline/settings-files');
  if (key === openApiKey) {
    const openApi = parsers.parseOpenApiFiles(openApiFiles(key, value));
    return (settings) => ({
      ...settings,
      endpointNaming: { ...settings.endpointNaming, openApi },
    });
  }
  const read = readers[key];
  return read === undefined
    ? (settings) => settings
    : read(typeof value === 'string' ? value : '', key, parsers);
}

/** Items are called as their service, or `service.file` where it has several. */
function openApiFiles(
  key: string,
  value: DynamicValue,
): Parameters<FileParsers['parseOpenApiFiles']>[0] {
  return Object.entries(typeof value === 'string' ? {} : value).map(([item, text]) => ({
    name: `${key}: ${item}`,
    service: item.split('.', 1)[0] ?? item,
    text,
  }));
}
