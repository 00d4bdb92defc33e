import { StringInterner } from '@stormpetrel/base';
import { LogColumns, SegmentColumns } from '@stormpetrel/model';
import type {
  ClrReport,
  EventReport,
  IngestSink,
  InstancePing,
  InstanceReport,
  JvmReport,
} from '@stormpetrel/pipeline';

/** A sink that remembers what it was given. It swaps its batch at each report, as the real one may. */
export class FakeSink implements IngestSink {
  readonly traceIds: string[] = [];
  readonly services: string[] = [];
  readonly properties: InstanceReport[] = [];
  readonly pings: InstancePing[] = [];
  readonly jvm: JvmReport[] = [];
  readonly clr: ClrReport[] = [];
  readonly events: EventReport[] = [];
  /** `service: content` of each log. */
  readonly logTexts: string[] = [];
  overloaded = false;
  segments: SegmentColumns = newColumns();
  logs: LogColumns = newLogColumns();

  segmentsAppended(count: number): void {
    const batch = this.segments;
    if (batch.segmentCount !== count) throw new Error(`${count} told, ${batch.segmentCount} there`);
    for (let i = 0; i < count; i++) {
      const id = batch.arena.subarray(batch.traceIdStart[i], batch.traceIdEnd[i]);
      this.traceIds.push(new TextDecoder().decode(id));
      this.services.push(batch.names.text(batch.service[i] ?? 0));
    }
    this.segments = newColumns();
  }

  logsAppended(count: number): void {
    const batch = this.logs;
    if (batch.logCount !== count) throw new Error(`${count} told, ${batch.logCount} there`);
    for (let i = 0; i < count; i++) {
      const content = batch.arena.subarray(batch.contentStart[i], batch.contentEnd[i]);
      const service = batch.names.text(batch.service[i] ?? 0);
      this.logTexts.push(`${service}: ${new TextDecoder().decode(content)}`);
    }
    this.logs = newLogColumns();
  }

  instanceProperties(report: InstanceReport): void {
    this.properties.push(report);
  }

  instancePing(ping: InstancePing): void {
    this.pings.push(ping);
  }

  jvmMetrics(report: JvmReport): void {
    this.jvm.push(report);
  }

  clrMetrics(report: ClrReport): void {
    this.clr.push(report);
  }

  event(report: EventReport): void {
    this.events.push(report);
  }
}

function newColumns(): SegmentColumns {
  return new SegmentColumns(new StringInterner({ namesMax: 10_000, bytesMax: 1 << 20 }));
}

function newLogColumns(): LogColumns {
  return new LogColumns(new StringInterner({ namesMax: 10_000, bytesMax: 1 << 20 }));
}
