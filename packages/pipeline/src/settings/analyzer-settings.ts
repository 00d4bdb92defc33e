import type { EntityLimits } from '../entity/entity-registry.ts';
import { limits } from '../limits.ts';
import type { EndpointNamingSettings } from '../naming/endpoint-naming.ts';
import { ApdexThresholds } from './apdex-thresholds.ts';
import { EndpointRules } from './endpoint-rules.ts';
import { GenAiModels } from './gen-ai-models.ts';
import { genAiProviders } from './gen-ai-providers.ts';
import { type LatencyThresholds, parseLatencyThresholds } from './latency-thresholds.ts';
import { OpenApiRules } from './openapi-rules.ts';
import { SamplingPolicies } from './sampling-policies.ts';

/** Which spans make a segment count as failed. */
export type SegmentStatusStrategy = 'FROM_SPAN_STATUS' | 'FROM_ENTRY_SPAN' | 'FROM_FIRST_SPAN';

/** Everything about the analysis that an operator can set; most of it while the server runs. */
export interface AnalyzerSettings {
  /** Longer names are cut, in UTF-16 units (SW_SERVICE_NAME_MAX_LENGTH …). */
  readonly serviceNameLengthMax: number;
  readonly instanceNameLengthMax: number;
  readonly endpointNameLengthMax: number;
  /** Keys of the tags that traces are found by (SW_SEARCHABLE_TAG_KEYS). */
  readonly searchableTraceTags: readonly string[];
  /** Keys of the tags that logs are found by (SW_SEARCHABLE_LOGS_TAG_KEYS). */
  readonly searchableLogTags: readonly string[];
  /** SW_SLOW_DB_THRESHOLD, SW_SLOW_CACHE_SLOW_READ_THRESHOLD, …_WRITE_… */
  readonly slowDatabaseThresholds: LatencyThresholds;
  readonly slowCacheReadThresholds: LatencyThresholds;
  readonly slowCacheWriteThresholds: LatencyThresholds;
  /** Longer statements are cut, in UTF-16 units. */
  readonly statementLengthMax: number;
  readonly sampling: SamplingPolicies;
  /** Keep failed segments whatever the sampling says (SW_FORCE_SAMPLE_ERROR_SEGMENT). */
  readonly forceSampleErrorSegment: boolean;
  /** SW_SEGMENT_STATUS_ANALYSIS_STRATEGY */
  readonly segmentStatus: SegmentStatusStrategy;
  /** Components whose agents do not see the real address of the called (SW_NO_UPSTREAM_REAL_ADDRESS). */
  readonly noUpstreamRealAddressComponents: ReadonlySet<number>;
  /** `host:port` of gateways that have no agent (gateways.yml). */
  readonly gatewayAddresses: ReadonlySet<string>;
  readonly endpointNaming: EndpointNamingSettings;
  readonly apdex: ApdexThresholds;
  readonly genAi: GenAiModels;
  /** Metrics older than this are refused (SW_CORE_METRICS_DATA_TTL). */
  readonly metricsDataTtlDays: number;
  /** Segments older than this are refused (SW_STORAGE_EMBEDDED_TRACE_TTL_DAYS). */
  readonly traceDataTtlDays: number;
  /** Logs, events and statements older than this are refused (SW_CORE_RECORD_DATA_TTL). */
  readonly recordDataTtlDays: number;
  /**
   * An address learnt from a call is taken for an alias only when the call is not older than this: what was true of a
   * network yesterday need not be so today. (SkyWalking reads aliases seen in the last ten minutes.)
   */
  readonly aliasRecencyMs: number;
  /**
   * Give a segment up, but for the call to its service, when the `transmission.latency` of a consuming span is no number.
   * SkyWalking's analysis ends there with an exception, and its answers show it; agents never send such a tag.
   */
  readonly abandonUnreadableTransmission: boolean;
  readonly entityLimits: EntityLimits;
}

/** SkyWalking's defaults. */
export const defaultAnalyzerSettings: AnalyzerSettings = {
  serviceNameLengthMax: 70,
  instanceNameLengthMax: 70,
  endpointNameLengthMax: 150,
  searchableTraceTags: [
    'http.method',
    'http.status_code',
    'rpc.status_code',
    'db.type',
    'db.instance',
    'mq.queue',
    'mq.topic',
    'mq.broker',
  ],
  searchableLogTags: ['level', 'http.status_code', 'ai_route_type'],
  slowDatabaseThresholds: parseLatencyThresholds(
    'default:200,mongodb:100',
    'slowDBAccessThreshold',
  ),
  slowCacheReadThresholds: parseLatencyThresholds('default:20,redis:10', 'slowCacheReadThreshold'),
  slowCacheWriteThresholds: parseLatencyThresholds(
    'default:20,redis:10',
    'slowCacheWriteThreshold',
  ),
  statementLengthMax: 2000,
  sampling: new SamplingPolicies(),
  forceSampleErrorSegment: true,
  segmentStatus: 'FROM_SPAN_STATUS',
  noUpstreamRealAddressComponents: new Set([6000, 9000]),
  gatewayAddresses: new Set(),
  endpointNaming: {
    openApi: new OpenApiRules(),
    rules: new EndpointRules(),
    recogniseUris: true,
    uriIdChildrenMax: 30,
    uriChildrenMax: 300,
  },
  apdex: new ApdexThresholds(),
  genAi: new GenAiModels(genAiProviders),
  metricsDataTtlDays: 7,
  traceDataTtlDays: 3,
  recordDataTtlDays: 3,
  aliasRecencyMs: 600_000,
  abandonUnreadableTransmission: true,
  entityLimits: {
    servicesMax: limits.servicesMax,
    instancesPerServiceMax: limits.instancesPerServiceMax,
    instancesMax: limits.instancesMax,
    endpointsPerServiceMax: limits.endpointsPerServiceMax,
    endpointsMax: limits.endpointsMax,
    relationsMax: limits.relationsMax,
  },
};
