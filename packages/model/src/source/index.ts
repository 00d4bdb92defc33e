import { browserSources } from './browser-sources.ts';
import { ciliumSources } from './cilium-sources.ts';
import { k8sSources } from './k8s-sources.ts';
import { runtimeSources } from './runtime-sources.ts';
import { type SourceRecord, createSourceRecord } from './source-definition.ts';
import { trafficSources } from './traffic-sources.ts';
import { virtualSources } from './virtual-sources.ts';

export type {
  SourceCatalog,
  SourceDefinition,
  SourceFieldType,
  SourceRecord,
  TagLookup,
} from './source-definition.ts';
export { type SourceEnumName, sourceEnums } from './source-enums.ts';

/** Every source that a rule may read `from(...)`. */
export const sources = {
  ...trafficSources,
  ...runtimeSources,
  ...virtualSources,
  ...browserSources,
  ...k8sSources,
  ...ciliumSources,
} as const;

export type SourceName = keyof typeof sources;
export type Source<N extends SourceName> = SourceRecord<(typeof sources)[N]>;

export function createSource<N extends SourceName>(name: N): Source<N> {
  return createSourceRecord(sources[name]);
}
