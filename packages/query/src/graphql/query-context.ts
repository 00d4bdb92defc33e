import type { Clock } from '@stormpetrel/base';
import type { Hierarchy } from '@stormpetrel/language/hierarchy';
import type { ProfileWork } from '@stormpetrel/profile/jobs';
import type { Retention, RowWriter, StoreReader } from '@stormpetrel/storage/api';
import type { DecodeLogTags } from '../read/log/log-line.ts';
import { queryLimits } from '../limits.ts';
import { MetadataReader } from '../read/metadata/metadata-reader.ts';
import type { MetricCatalog } from '../read/metric/metric-catalog.ts';
import { PatternTime } from '../read/metric/metric-name-pattern.ts';
import { MetricReader, type ReadMetricValue } from '../read/metric/metric-reader.ts';
import { MetricRowLoader } from '../read/metric/metric-row-loader.ts';
import type { DumpWork } from '../read/profiling/dumps/dump-work.ts';
import type { ProfilingTasks } from '../read/profiling/tasks/profiling-tasks.ts';
import { ReadingGate } from '../read/reading-gate.ts';
import type { TopologySources } from '../read/topology/service-topology.ts';
import { TraceReader } from '../read/trace/trace-reader.ts';
import type { SegmentBody } from '../read/trace/trace-spans.ts';
import type { UiTemplateStore } from '../read/ui/ui-templates.ts';
import { WorkTurns } from '../read/work-turns.ts';

/** GraphQL's `HealthStatus`: 0 healthy, above 0 the number of parts that are not, below 0 not started. */
export interface HealthView {
  readonly score: number;
  readonly details: string;
}

export interface QuerySettings {
  readonly retention: Retention;
  /** Keys of span tags that can be searched (SW_SEARCHABLE_TAG_KEYS). */
  readonly searchableTraceTags: readonly string[];
  /** Keys of tags that alarms can be searched by (SW_SEARCHABLE_ALARM_TAG_KEYS). */
  readonly searchableAlarmTags: readonly string[];
  /** Keys of tags that logs can be searched by (SW_SEARCHABLE_LOGS_TAG_KEYS). */
  readonly searchableLogTags: readonly string[];
  /** How layers stand to each other; the rules that are shipped where it is undefined. */
  readonly hierarchy?: Hierarchy | undefined;
  /** False: mutations of templates are refused (SW_ENABLE_UPDATE_UI_TEMPLATE). */
  readonly updateUiTemplates?: boolean;
  /** Keys and values of tags that completion offers; those of `queryLimits` when left out. */
  readonly tagKeysMax?: number;
  readonly tagValuesMax?: number;
  /** Fields that one request may select; those of `graphqlLimits` when left out. */
  readonly fieldsMax?: number;
}

/** What all requests share. */
export interface QueryServices {
  readonly reader: StoreReader;
  readonly rows: RowWriter;
  readonly templates: UiTemplateStore;
  readonly profilingTasks: ProfilingTasks;
  readonly profileWork: ProfileWork;
  readonly dumpWork: DumpWork;
  readonly clock: Clock;
  readonly catalog: MetricCatalog;
  readonly settings: QuerySettings;
  readonly version: string;
  readonly health: () => HealthView | Promise<HealthView>;
  readonly readMetricValue: ReadMetricValue;
  readonly decodeSegment: (bytes: Uint8Array) => SegmentBody | undefined;
  readonly decodeLogTags: DecodeLogTags;
  /** Told of errors of the store that an expression's result only hints at. */
  readonly onReadError: (error: unknown) => void;
}

/** What keeps one request from having all it asks for in memory, or the thread, at once. */
export class RequestBounds {
  /** Lists that are answered at a time. */
  readonly lists: ReadingGate;
  /** Rankings that are read at a time. */
  readonly rankings: ReadingGate;
  readonly turns: WorkTurns;
  readonly patternTime = new PatternTime();

  constructor(clock: Clock, signal: AbortSignal | undefined) {
    this.lists = new ReadingGate(queryLimits.readingsAtOnceMax, signal);
    this.rankings = new ReadingGate(queryLimits.readingsAtOnceMax, signal);
    this.turns = new WorkTurns(clock, signal);
  }
}

/** What one request reads through: readings of several of its fields are put together here. */
export class QueryContext {
  readonly services: QueryServices;
  /** Aborted when whoever asks is gone, where the server can tell, and when the answer is too large. */
  readonly signal: AbortSignal | undefined;
  readonly bounds: RequestBounds;
  readonly metadata: MetadataReader;
  readonly metrics: MetricReader;
  readonly traces: TraceReader;

  /** `bounds` are those of the request that this context is a part of; its own when left out. */
  constructor(services: QueryServices, signal?: AbortSignal, bounds?: RequestBounds) {
    this.services = services;
    this.signal = signal;
    this.bounds = bounds ?? new RequestBounds(services.clock, signal);
    this.metadata = new MetadataReader(services.reader, services.settings.hierarchy);
    this.metrics = new MetricReader(
      new MetricRowLoader(services.reader),
      services.readMetricValue,
      this.bounds.rankings,
    );
    this.traces = new TraceReader(services.reader, services.decodeSegment);
  }

  get topologySources(): TopologySources {
    const { reader, clock } = this.services;
    return { reader, metadata: this.metadata, nowMs: clock.nowMs() };
  }
}
