import { alarmSettings } from './alarm-settings.ts';
import { exporterSettings } from './exporter-settings.ts';
import { adminSettings, dynamicSettings } from './admin-settings.ts';
import { profilingSettings } from './profiling-settings.ts';
import type { Setting } from './setting.ts';

const port = { kind: 'integer', min: 0, max: 65_535 } as const;
const days = { kind: 'integer', min: 1, max: 3_650 } as const;
/** 0: as `retention.ts` has it. */
const daysOrNone = { kind: 'integer', min: 0, max: 3_650 } as const;
const count = { kind: 'integer', min: 1, max: 100_000_000 } as const;
const bytes = { kind: 'integer', min: 1, max: 2_147_483_647 } as const;
const text = { kind: 'text' } as const;
const boolean = { kind: 'boolean' } as const;
const list = { kind: 'list' } as const;

/** Listeners, limits of names, and what may be searched. */
const coreSettings: readonly Setting[] = [
  {
    key: 'core.restHost',
    env: 'SW_CORE_REST_HOST',
    type: text,
    default: '127.0.0.1',
    help: 'Address of the HTTP listener: the page, GraphQL, HTTP ingest. 0.0.0.0 listens everywhere.',
  },
  {
    key: 'core.restPort',
    env: 'SW_CORE_REST_PORT',
    type: port,
    default: 12_800,
    help: 'Port of the HTTP listener; 0 picks a free one.',
  },
  {
    key: 'core.restIdleTimeOut',
    env: 'SW_CORE_REST_IDLE_TIMEOUT',
    type: { kind: 'integer', min: 1, max: 3_600_000 },
    default: 30_000,
    help: 'Milliseconds before an idle HTTP connection is closed.',
  },
  {
    key: 'core.httpMaxRequestHeaderSize',
    env: 'SW_CORE_HTTP_MAX_REQUEST_HEADER_SIZE',
    type: bytes,
    default: 8_192,
    help: 'Largest HTTP request header, bytes.',
  },
  {
    key: 'core.restSslEnabled',
    env: 'SW_CORE_REST_SSL_ENABLED',
    type: boolean,
    default: false,
    help: 'TLS on the HTTP listener.',
  },
  {
    key: 'core.restSslKeyPath',
    env: 'SW_CORE_REST_SSL_KEY_PATH',
    type: text,
    default: '',
    help: 'Private key (PEM) of the HTTP listener; read again when the file changes.',
  },
  {
    key: 'core.restSslCertChainPath',
    env: 'SW_CORE_REST_SSL_CERT_CHAIN_PATH',
    type: text,
    default: '',
    help: 'Certificate chain (PEM) of the HTTP listener; read again when the file changes.',
  },
  {
    key: 'core.gRPCHost',
    env: 'SW_CORE_GRPC_HOST',
    type: text,
    default: '127.0.0.1',
    help: 'Address that agents report to. 0.0.0.0 listens everywhere.',
  },
  {
    key: 'core.gRPCPort',
    env: 'SW_CORE_GRPC_PORT',
    type: port,
    default: 11_800,
    help: 'Port that agents report to; 0 picks a free one.',
  },
  {
    key: 'core.gRPCSslEnabled',
    env: 'SW_CORE_GRPC_SSL_ENABLED',
    type: boolean,
    default: false,
    help: 'TLS on the gRPC listener.',
  },
  {
    key: 'core.gRPCSslKeyPath',
    env: 'SW_CORE_GRPC_SSL_KEY_PATH',
    type: text,
    default: '',
    help: 'Private key (PEM) of the gRPC listener; read again when the file changes.',
  },
  {
    key: 'core.gRPCSslCertChainPath',
    env: 'SW_CORE_GRPC_SSL_CERT_CHAIN_PATH',
    type: text,
    default: '',
    help: 'Certificate chain (PEM) of the gRPC listener; read again when the file changes.',
  },
  {
    key: 'core.gRPCSslTrustedCAPath',
    env: 'SW_CORE_GRPC_SSL_TRUSTED_CA_PATH',
    type: text,
    default: '',
    help: 'Certificates (PEM) of the authorities whose clients are let in; when set, every client must show one (mTLS).',
  },
  {
    key: 'core.maxMessageSize',
    env: 'SW_CORE_GRPC_MAX_MESSAGE_SIZE',
    type: bytes,
    default: 52_428_800,
    help: 'Largest gRPC message, bytes.',
  },
  {
    key: 'core.l1FlushPeriod',
    env: 'SW_CORE_L1_AGGREGATION_FLUSH_PERIOD',
    type: { kind: 'integer', min: 50, max: 1_000 },
    default: 500,
    help: 'Milliseconds between two writes to the store; what a killed process can lose.',
  },
  {
    key: 'core.serviceNameMaxLength',
    env: 'SW_SERVICE_NAME_MAX_LENGTH',
    type: { kind: 'integer', min: 1, max: 200 },
    default: 70,
    help: 'Longer service names are cut.',
  },
  {
    key: 'core.serviceInstanceNameMaxLength',
    env: 'SW_INSTANCE_NAME_MAX_LENGTH',
    type: { kind: 'integer', min: 1, max: 200 },
    default: 70,
    help: 'Longer instance names are cut.',
  },
  {
    key: 'core.endpointNameMaxLength',
    env: 'SW_ENDPOINT_NAME_MAX_LENGTH',
    type: { kind: 'integer', min: 1, max: 1_000 },
    default: 150,
    help: 'Longer endpoint names are cut.',
  },
  {
    key: 'core.searchableTracesTags',
    env: 'SW_SEARCHABLE_TAG_KEYS',
    type: list,
    default: [
      'http.method',
      'http.status_code',
      'rpc.status_code',
      'db.type',
      'db.instance',
      'mq.queue',
      'mq.topic',
      'mq.broker',
    ],
    help: 'Tag keys that traces can be searched by.',
  },
  {
    key: 'core.searchableLogsTags',
    env: 'SW_SEARCHABLE_LOGS_TAG_KEYS',
    type: list,
    default: ['level', 'http.status_code', 'ai_route_type'],
    help: 'Tag keys that logs can be searched by.',
  },
  {
    key: 'core.autocompleteTagKeysQueryMaxSize',
    env: 'SW_AUTOCOMPLETE_TAG_KEYS_QUERY_MAX_SIZE',
    type: count,
    default: 100,
    help: 'Most tag keys that autocompletion answers.',
  },
  {
    key: 'core.autocompleteTagValuesQueryMaxSize',
    env: 'SW_AUTOCOMPLETE_TAG_VALUES_QUERY_MAX_SIZE',
    type: count,
    default: 100,
    help: 'Most tag values that autocompletion answers.',
  },
  {
    key: 'core.enableEndpointNameGroupingByOpenapi',
    env: 'SW_CORE_ENABLE_ENDPOINT_NAME_GROUPING_BY_OPENAPI',
    type: boolean,
    default: true,
    help: 'Group endpoints by the OpenAPI definitions in the configuration folder.',
  },
  {
    key: 'core.recogniseUriPatterns',
    env: 'SW_CORE_RECOGNISE_URI_PATTERNS',
    type: boolean,
    default: true,
    help: 'Find the variable parts of HTTP paths (ids, numbers) and count such endpoints as one.',
  },
  {
    key: 'core.enableHierarchy',
    env: 'SW_CORE_ENABLE_HIERARCHY',
    type: boolean,
    default: true,
    help: 'Match services of several layers with each other.',
  },
  {
    key: 'core.hierarchyDefinitionFile',
    env: 'SW_HIERARCHY_DEFINITION_FILE',
    type: text,
    default: '',
    help: 'File of hierarchy rules (docs/reference/hierarchy.md). Empty: the rules of SkyWalking’s hierarchy-definition.yml.',
  },
  {
    key: 'core.settingsFilesPeriod',
    env: 'SW_CORE_SETTINGS_FILES_PERIOD',
    type: { kind: 'integer', min: 0, max: 86_400 },
    default: 5,
    help: 'Seconds between two looks at the files of settings (hierarchy, apdex, grouping, OpenAPI, sampling, gateways); 0 never looks.',
  },
  {
    key: 'core.serviceApdexThresholdFile',
    type: text,
    default: '',
    help: 'YAML file: service name → apdex threshold in milliseconds, `default` for the rest. Empty: 500 for all.',
  },
  {
    key: 'core.endpointNameGroupingFile',
    type: text,
    default: '',
    help: 'YAML file with rules that group endpoints by name.',
  },
  {
    key: 'core.openapiDefinitionsPath',
    type: text,
    default: '',
    help: 'Folder with OpenAPI definitions, one folder a service.',
  },
];

/** What the analysis of segments asks for. */
const analyzerSettings: readonly Setting[] = [
  {
    key: 'agent-analyzer.slowDBAccessThreshold',
    env: 'SW_SLOW_DB_THRESHOLD',
    type: text,
    default: 'default:200,mongodb:100',
    help: 'Milliseconds from which a database statement is slow, by type.',
  },
  {
    key: 'agent-analyzer.slowCacheReadThreshold',
    env: 'SW_SLOW_CACHE_SLOW_READ_THRESHOLD',
    type: text,
    default: 'default:20,redis:10',
    help: 'Milliseconds from which a cache read is slow, by type.',
  },
  {
    key: 'agent-analyzer.slowCacheWriteThreshold',
    env: 'SW_SLOW_CACHE_SLOW_WRITE_THRESHOLD',
    type: text,
    default: 'default:20,redis:10',
    help: 'Milliseconds from which a cache write is slow, by type.',
  },
  {
    key: 'agent-analyzer.forceSampleErrorSegment',
    env: 'SW_FORCE_SAMPLE_ERROR_SEGMENT',
    type: boolean,
    default: true,
    help: 'Keep segments with an error whatever the sampling says.',
  },
  {
    key: 'agent-analyzer.segmentStatusAnalysisStrategy',
    env: 'SW_SEGMENT_STATUS_ANALYSIS_STRATEGY',
    type: { kind: 'choice', of: ['FROM_SPAN_STATUS', 'FROM_ENTRY_SPAN', 'FROM_FIRST_SPAN'] },
    default: 'FROM_SPAN_STATUS',
    help: 'Which spans make a segment count as failed.',
  },
  {
    key: 'agent-analyzer.noUpstreamRealAddressAgents',
    env: 'SW_NO_UPSTREAM_REAL_ADDRESS',
    type: list,
    default: ['6000', '9000'],
    help: 'Component ids of agents that do not know the address they call.',
  },
  {
    key: 'agent-analyzer.traceSamplingPolicySettingsFile',
    env: 'SW_TRACE_SAMPLING_POLICY_SETTINGS_FILE',
    type: text,
    default: '',
    help: 'YAML file with sampling rates and durations by service. Empty: keep everything.',
  },
  {
    key: 'agent-analyzer.uninstrumentedGatewaysFile',
    type: text,
    default: '',
    help: 'YAML file with the addresses of gateways that carry no agent.',
  },
];

/** Cardinality: what is past a limit is counted under one overflow name. */
const limitSettings: readonly Setting[] = [
  {
    key: 'limits.services',
    env: 'SW_LIMITS_SERVICES',
    type: count,
    default: 10_000,
    help: 'Services at most.',
  },
  {
    key: 'limits.instances',
    env: 'SW_LIMITS_INSTANCES',
    type: count,
    default: 50_000,
    help: 'Instances at most, over all services.',
  },
  {
    key: 'limits.instancesPerService',
    env: 'SW_LIMITS_INSTANCES_PER_SERVICE',
    type: count,
    default: 5_000,
    help: 'Instances of one service at most.',
  },
  {
    key: 'limits.endpoints',
    env: 'SW_LIMITS_ENDPOINTS',
    type: count,
    default: 200_000,
    help: 'Endpoints at most, over all services.',
  },
  {
    key: 'limits.endpointsPerService',
    env: 'SW_CORE_MAX_HTTP_URIS_NUMBER_PER_SVR',
    type: count,
    default: 3_000,
    help: 'Endpoints of one service at most.',
  },
  {
    key: 'limits.relations',
    env: 'SW_LIMITS_RELATIONS',
    type: count,
    default: 200_000,
    help: 'Relations between services, instances and endpoints at most, each.',
  },
];

const accessSettings: readonly Setting[] = [
  {
    key: 'receiver-sharing-server.authentication',
    env: 'SW_AUTHENTICATION',
    type: text,
    default: '',
    secret: true,
    help: 'Token that agents must send; empty lets everyone in.',
  },
  {
    key: 'configuration-discovery.disableMessageDigest',
    env: 'SW_DISABLE_MESSAGE_DIGEST',
    type: boolean,
    default: false,
    help: 'Answer agents with their whole configuration each time, also when it has not changed.',
  },
  {
    key: 'configuration-discovery.agentConfigurations',
    type: { kind: 'tree' },
    default: {},
    help: 'Dynamic agent configuration: service name → key → value.',
  },
  {
    key: 'query.enableUpdateUITemplate',
    env: 'SW_ENABLE_UPDATE_UI_TEMPLATE',
    type: boolean,
    default: true,
    help: 'Whether GraphQL may add, change and disable dashboards of the classic UI.',
  },
  {
    key: 'query.maxQueryComplexity',
    env: 'SW_QUERY_MAX_QUERY_COMPLEXITY',
    type: count,
    default: 30_000,
    help: 'Most fields that one GraphQL request may select.',
  },
  {
    key: 'telemetry.host',
    env: 'SW_TELEMETRY_PROMETHEUS_HOST',
    type: text,
    default: '127.0.0.1',
    help: 'Address of the listener for the server’s own metrics.',
  },
  {
    key: 'telemetry.port',
    env: 'SW_TELEMETRY_PROMETHEUS_PORT',
    type: port,
    default: 1_234,
    help: 'Port of the server’s own metrics (Prometheus text at /metrics); 0 picks a free one.',
  },
  {
    key: 'telemetry.enabled',
    type: boolean,
    default: true,
    help: 'Serve the server’s own metrics.',
  },
  {
    key: 'telemetry.selector',
    env: 'SW_TELEMETRY',
    type: { kind: 'choice', of: ['prometheus', 'none'] },
    default: 'prometheus',
    emptyMeans: 'none',
    help: 'How the server’s own metrics are served; none serves none.',
  },
  {
    key: 'telemetry.sslEnabled',
    env: 'SW_TELEMETRY_PROMETHEUS_SSL_ENABLED',
    type: boolean,
    default: false,
    help: 'TLS on the listener for the server’s own metrics.',
  },
  {
    key: 'telemetry.sslKeyPath',
    env: 'SW_TELEMETRY_PROMETHEUS_SSL_KEY_PATH',
    type: text,
    default: '',
    help: 'Its private key (PEM); read again when the file changes.',
  },
  {
    key: 'telemetry.sslCertChainPath',
    env: 'SW_TELEMETRY_PROMETHEUS_SSL_CERT_CHAIN_PATH',
    type: text,
    default: '',
    help: 'Its certificate chain (PEM); read again when the file changes.',
  },
  {
    key: 'log.level',
    env: 'SW_LOGGING_LEVEL',
    type: { kind: 'choice', of: ['debug', 'info', 'warn', 'error'] },
    default: 'info',
    help: 'Least severe log line that is written.',
  },
];

const storageSettings: readonly Setting[] = [
  {
    key: 'storage.path',
    env: 'SW_STORAGE_EMBEDDED_PATH',
    type: text,
    default: 'data',
    help: 'Directory of the embedded store.',
  },
  {
    key: 'storage.recordDays',
    env: 'SW_CORE_RECORD_DATA_TTL',
    type: days,
    default: 3,
    help: 'Days that records are kept: logs, alarms, events, profiles, slow statements; and traces, unless these have days of their own.',
  },
  {
    key: 'storage.traceDays',
    env: 'SW_STORAGE_EMBEDDED_TRACE_TTL_DAYS',
    type: daysOrNone,
    default: 0,
    help: 'Days that traces are kept; 0: as long as records.',
  },
  {
    key: 'storage.metadataDays',
    env: 'SW_STORAGE_EMBEDDED_METADATA_TTL_DAYS',
    type: daysOrNone,
    default: 0,
    help: 'Days that a service, instance or endpoint is remembered after it was last seen; 0: 15, or as long as metrics by the day where that is longer.',
  },
  {
    key: 'storage.minuteDays',
    env: 'SW_CORE_METRICS_DATA_TTL',
    type: days,
    default: 7,
    help: 'Days that metrics are kept by the minute.',
  },
  {
    key: 'storage.hourDays',
    env: 'SW_STORAGE_EMBEDDED_HOUR_TTL_DAYS',
    type: daysOrNone,
    default: 0,
    help: 'Days that metrics are kept by the hour; 0: 15, or as long as by the minute where that is longer.',
  },
  {
    key: 'storage.dayDays',
    env: 'SW_STORAGE_EMBEDDED_DAY_TTL_DAYS',
    type: daysOrNone,
    default: 0,
    help: 'Days that metrics are kept by the day; 0: 15, or as long as by the hour where that is longer.',
  },
];

/** A slip of the finger changes no more letters of a setting's name: such names are long and begin alike. */
export const slipEditsMax = 3;

export const settings: readonly Setting[] = [
  ...coreSettings,
  ...analyzerSettings,
  ...limitSettings,
  ...accessSettings,
  ...storageSettings,
  ...alarmSettings,
  ...exporterSettings,
  ...profilingSettings,
  ...adminSettings,
  ...dynamicSettings,
];
