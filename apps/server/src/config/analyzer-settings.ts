import type { Setting } from './setting.ts';
import { boolean, list, text } from './setting-types.ts';

/** What the analysis of segments asks for. */
export const analyzerSettings: readonly Setting[] = [
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
