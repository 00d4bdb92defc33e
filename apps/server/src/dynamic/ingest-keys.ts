/** Keys of the dynamic configuration that the ingest thread takes; apart from what reads them, which the main thread need not load. */

export const agentsKey = 'configuration-discovery.default.agentConfigurations';
export const openApiKey = 'core.default.endpoint-name-grouping-openapi';

export const ingestKeys: ReadonlySet<string> = new Set([
  'agent-analyzer.default.slowDBAccessThreshold',
  'agent-analyzer.default.slowCacheReadThreshold',
  'agent-analyzer.default.slowCacheWriteThreshold',
  'agent-analyzer.default.uninstrumentedGateways',
  'agent-analyzer.default.traceSamplingPolicy',
  'core.default.apdexThreshold',
  'core.default.endpoint-name-grouping',
  openApiKey,
  'core.default.searchableTracesTags',
  agentsKey,
]);

/** Comma-separated keys of tags. */
export function tagKeysOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
}
