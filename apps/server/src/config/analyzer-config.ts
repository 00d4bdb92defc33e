import { CodedError, messageOf } from '@stormpetrel/base';
import {
  type AnalyzerSettings,
  defaultAnalyzerSettings,
  parseLatencyThresholds,
} from '@stormpetrel/pipeline';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  type Config,
  booleanSetting,
  listSetting,
  numberSetting,
  textSetting,
} from './load-config.ts';

/**
 * The settings of the analysis, with the files that they name read and parsed.
 *
 * @throws CodedError CONFIG_UNREADABLE for a file that cannot be read, SETTINGS_INVALID for what stands in it.
 */
export async function analyzerConfig(config: Config): Promise<AnalyzerSettings> {
  return {
    ...defaultAnalyzerSettings,
    serviceNameLengthMax: numberSetting(config, 'core.serviceNameMaxLength'),
    instanceNameLengthMax: numberSetting(config, 'core.serviceInstanceNameMaxLength'),
    endpointNameLengthMax: numberSetting(config, 'core.endpointNameMaxLength'),
    searchableTraceTags: listSetting(config, 'core.searchableTracesTags'),
    searchableLogTags: listSetting(config, 'core.searchableLogsTags'),
    ...latencyThresholds(config),
    forceSampleErrorSegment: booleanSetting(config, 'agent-analyzer.forceSampleErrorSegment'),
    segmentStatus: segmentStatus(config),
    noUpstreamRealAddressComponents: componentIds(
      config,
      'agent-analyzer.noUpstreamRealAddressAgents',
    ),
    metricsDataTtlDays: numberSetting(config, 'storage.minuteDays'),
    traceDataTtlDays: numberSetting(config, 'storage.traceDays'),
    recordDataTtlDays: numberSetting(config, 'storage.recordDays'),
    entityLimits: {
      servicesMax: numberSetting(config, 'limits.services'),
      instancesPerServiceMax: numberSetting(config, 'limits.instancesPerService'),
      instancesMax: numberSetting(config, 'limits.instances'),
      endpointsPerServiceMax: numberSetting(config, 'limits.endpointsPerService'),
      endpointsMax: numberSetting(config, 'limits.endpoints'),
      relationsMax: numberSetting(config, 'limits.relations'),
    },
    ...(await settingsOfFiles(config)),
  };
}

function latencyThresholds(config: Config): Partial<AnalyzerSettings> {
  const thresholds = (name: string): ReturnType<typeof parseLatencyThresholds> =>
    parseLatencyThresholds(textSetting(config, `agent-analyzer.${name}`), name);
  return {
    slowDatabaseThresholds: thresholds('slowDBAccessThreshold'),
    slowCacheReadThresholds: thresholds('slowCacheReadThreshold'),
    slowCacheWriteThresholds: thresholds('slowCacheWriteThreshold'),
  };
}

function componentIds(config: Config, key: string): ReadonlySet<number> {
  return new Set(
    listSetting(config, key).map((text) => {
      if (/^\d+$/.test(text)) return Number(text);
      const found = `${key}: expected ids of components, as in 6000,9000, found ${JSON.stringify(text)}`;
      throw new CodedError('SETTINGS_INVALID', found);
    }),
  );
}

function segmentStatus(config: Config): AnalyzerSettings['segmentStatus'] {
  const strategy = textSetting(config, 'agent-analyzer.segmentStatusAnalysisStrategy');
  return strategy === 'FROM_ENTRY_SPAN' || strategy === 'FROM_FIRST_SPAN'
    ? strategy
    : 'FROM_SPAN_STATUS';
}

/** Files and folders that `analyzerConfig` reads. */
export function settingsFilesOf(config: Config): readonly string[] {
  return [
    'agent-analyzer.traceSamplingPolicySettingsFile',
    'agent-analyzer.uninstrumentedGatewaysFile',
    'core.serviceApdexThresholdFile',
    'core.endpointNameGroupingFile',
    'core.openapiDefinitionsPath',
  ]
    .map((key) => textSetting(config, key))
    .filter((path) => path !== '');
}

type FileParsers = typeof import('@stormpetrel/pipeline/settings-files');

/** What stands in files of their own. YAML is loaded only where one of them is named. */
async function settingsOfFiles(config: Config): Promise<Partial<AnalyzerSettings>> {
  const file = (key: string): string | undefined => textSetting(config, key) || undefined;
  const sampling = file('agent-analyzer.traceSamplingPolicySettingsFile');
  const gateways = file('agent-analyzer.uninstrumentedGatewaysFile');
  const apdex = file('core.serviceApdexThresholdFile');
  const grouping = file('core.endpointNameGroupingFile');
  const openApi = booleanSetting(config, 'core.enableEndpointNameGroupingByOpenapi')
    ? file('core.openapiDefinitionsPath')
    : undefined;
  if ([sampling, gateways, apdex, grouping, openApi].every((name) => name === undefined)) {
    return { endpointNaming: endpointNaming(config) };
  }
  const parsers = await import('@stormpetrel/pipeline/settings-files');
  return {
    ...(sampling !== undefined && {
      sampling: parsers.parseSamplingPolicies(read(sampling), sampling),
    }),
    ...(gateways !== undefined && {
      gatewayAddresses: parsers.parseGateways(read(gateways), gateways),
    }),
    ...(apdex !== undefined && { apdex: parsers.parseApdexThresholds(read(apdex), apdex) }),
    endpointNaming: {
      ...endpointNaming(config),
      ...(grouping !== undefined && {
        rules: parsers.parseEndpointRules(read(grouping), grouping),
      }),
      ...(openApi !== undefined && { openApi: openApiRules(parsers, openApi) }),
    },
  };
}

function endpointNaming(config: Config): AnalyzerSettings['endpointNaming'] {
  return {
    ...defaultAnalyzerSettings.endpointNaming,
    recogniseUris: booleanSetting(config, 'core.recogniseUriPatterns'),
  };
}

function openApiRules(
  parsers: FileParsers,
  folder: string,
): ReturnType<FileParsers['parseOpenApiFiles']> {
  const files = list(folder).filter((name) => /\.ya?ml$/.test(name));
  return parsers.parseOpenApiFiles(
    files.map((name) => ({
      name,
      service: basename(dirname(name)),
      text: read(join(folder, name)),
    })),
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CodedError('CONFIG_UNREADABLE', `${file}: ${messageOf(error)}`, { cause: error });
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    throw new CodedError('CONFIG_UNREADABLE', `${folder}: ${messageOf(error)}`, { cause: error });
  }
}
