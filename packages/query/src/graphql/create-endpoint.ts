import { randomUUID } from 'node:crypto';
import type { Clock, Logger, Telemetry } from '@stormpetrel/base';
import { messageOf } from '@stormpetrel/base';
import { readMetricValue } from '@stormpetrel/language/oal';
import { readSegment } from '@stormpetrel/protocol';
import type { RowWriter, StoreReader } from '@stormpetrel/storage/api';
import type { MetricCatalog } from '../read/metric/metric-catalog.ts';
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
  readonly clock: Clock;
  /** The metrics of the rules that are active. */
  readonly catalog: MetricCatalog;
  readonly settings: QuerySettings;
  /** What `version` answers. */
  readonly version: string;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** What `checkHealth` answers; healthy when left out. */
  readonly health?: () => HealthView;
}

const healthy: HealthView = { score: 0, details: '' };

/** What questions are answered from, by GraphQL and on the admin port alike. */
export function createQueryServices(options: CreateGraphqlOptions): QueryServices {
  const { logger, telemetry: _, health, ...services } = options;
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
    health: health ?? (() => healthy),
    readMetricValue,
    decodeSegment,
    onReadError,
  };
}

/** GraphQL as SkyWalking's clients speak it, to be mounted at `/graphql`. */
export function createGraphqlEndpoint(options: CreateGraphqlOptions): GraphqlEndpoint {
  const { logger, telemetry } = options;
  return createEndpoint({ services: createQueryServices(options), logger, telemetry });
}
