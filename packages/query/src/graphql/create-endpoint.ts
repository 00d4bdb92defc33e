import { randomUUID } from 'node:crypto';
import type { Clock, Logger, Telemetry } from '@stormpetrel/base';
import { messageOf } from '@stormpetrel/base';
import { readMetricValue } from '@stormpetrel/language/oal';
import { readSegment } from '@stormpetrel/protocol';
import type { ProfileWork } from '@stormpetrel/profile/jobs';
import type { RowWriter, StoreReader } from '@stormpetrel/storage/api';
import { decodeLogTags } from '../read/log/decode-log-tags.ts';
import type { MetricCatalog } from '../read/metric/metric-catalog.ts';
import { type DumpWork, inlineDumpWork } from '../read/profiling/dumps/dump-work.ts';
import { ProfilingTasks } from '../read/profiling/tasks/profiling-tasks.ts';
import type { SegmentBody } from '../read/trace/trace-spans.ts';
import { type UiTemplateStore, createUiTemplateStore } from '../read/ui/ui-templates.ts';
import { type GraphqlEndpoint, createEndpoint } from './endpoint.ts';
import type { HealthView, QueryServices, QuerySettings } from './query-context.ts';

export interface CreateGraphqlOptions {
  readonly reader: StoreReader;
  /** Where mutations store what people make. */
  readonly rows: RowWriter;
  /** The templates of dashboards; its own where they are shared with nobody. */
  readonly templates?: UiTemplateStore;
  /** The profiling tasks; its own where nobody else creates any. */
  readonly profilingTasks?: ProfilingTasks;
  /** Where large profiles are read; in line where it is left out. */
  readonly profileWork?: ProfileWork;
  /** Where dumps of threads are analysed; in line where it is left out. */
  readonly dumpWork?: DumpWork;
  readonly clock: Clock;
  /** The metrics of the rules that are active. */
  readonly catalog: MetricCatalog;
  readonly settings: QuerySettings;
  /** What `version` answers. */
  readonly version: string;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Characters of an answer; that of `graphqlLimits` when left out. */
  readonly answerLengthMax?: number;
  /** What `checkHealth` answers; healthy when left out. */
  readonly health?: () => HealthView | Promise<HealthView>;
}

const healthy: HealthView = { score: 0, details: '' };

/** What questions are answered from, by GraphQL and on the admin port alike. */
export function createQueryServices(options: CreateGraphqlOptions): QueryServices {
  const { logger, telemetry: _, answerLengthMax: _length, health, ...services } = options;
  const onReadError = (error: unknown): void =>
    logger.log('error', 'reading for an expression failed', { reason: messageOf(error) });
  const decodeSegment = (bytes: Uint8Array): SegmentBody | undefined => {
    try {
      return readSegment(bytes);
    } catch (error) {
      // The rest of the trace can still be shown.
      logger.log('error', 'a stored segment cannot be decoded', { reason: messageOf(error) });
      return undefined;
    }
  };
  const { reader, rows, clock } = options;
  const templates =
    options.templates ?? createUiTemplateStore({ reader, rows, clock, newId: randomUUID });
  return {
    ...services,
    templates,
    profilingTasks: options.profilingTasks ?? new ProfilingTasks({ reader, rows, clock }),
    profileWork: options.profileWork ?? lazyProfileWork(),
    dumpWork: options.dumpWork ?? inlineDumpWork(reader),
    health: health ?? (() => healthy),
    readMetricValue,
    decodeSegment,
    decodeLogTags,
    onReadError,
  };
}

/** The library is large, and few ask for profiles. */
function lazyProfileWork(): ProfileWork {
  const load = async (): Promise<ProfileWork> => {
    const { inlineProfileWork } = await import('@stormpetrel/profile/jobs');
    return inlineProfileWork();
  };
  return {
    readFile: async (file, signal) => (await load()).readFile(file, signal),
    splitFile: async (file, limits, signal) => (await load()).splitFile(file, limits, signal),
    jfrTree: async (profiles, event, signal) => (await load()).jfrTree(profiles, event, signal),
    pprofTree: async (profiles, signal) => (await load()).pprofTree(profiles, signal),
    exportProfile: async (profile, to, signal) => (await load()).exportProfile(profile, to, signal),
  };
}

/** GraphQL as SkyWalking's clients speak it, to be mounted at `/graphql`. */
export function createGraphqlEndpoint(options: CreateGraphqlOptions): GraphqlEndpoint {
  const { logger, telemetry, answerLengthMax } = options;
  const services = createQueryServices(options);
  return createEndpoint({ services, logger, telemetry, answerLengthMax });
}
