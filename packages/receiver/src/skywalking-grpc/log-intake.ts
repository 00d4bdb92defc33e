import type { Counter, Histogram, StringInterner } from '@stormpetrel/base';
import { DecodeOutcome, decodeLog, decodeOutcomeText } from '@stormpetrel/protocol';
import type { MessageReader } from '../grpc/grpc-method.ts';
import { emptyCommands } from './segment-intake.ts';
import { type ServiceDeps, latencyBoundsSeconds } from './service-deps.ts';

const protocols = {
  grpc: { protocol: 'grpc', data_format: 'protobuf' },
  http: { protocol: 'http', data_format: 'json' },
} as const;

/**
 * Puts encoded logs into the sink's batch, one by one, and tells the sink once for all that arrived together. A log that is
 * not sound, or has no service, is counted, and its neighbours are taken.
 *
 * One intake serves all streams of a protocol, because what happens between `message` and `flush` is never interrupted.
 */
export class LogIntake {
  readonly #deps: ServiceDeps;
  readonly #labels: (typeof protocols)[keyof typeof protocols];
  readonly #latency: Histogram;
  readonly #errors: Counter;
  #taken = 0;
  #appended = 0;
  #startMs = 0;

  constructor(deps: ServiceDeps, protocol: keyof typeof protocols) {
    const labels = protocols[protocol];
    this.#deps = deps;
    this.#labels = labels;
    this.#latency = deps.telemetry.histogram(
      'log_in_latency',
      'Seconds that a log took to be received and analysed.',
      latencyBoundsSeconds,
      labels,
    );
    this.#errors = deps.telemetry.counter(
      'log_analysis_error_count',
      'Logs that were refused: their bytes are not sound, or they name no service.',
      labels,
    );
  }

  /** Takes a log; one without a service is of the stream's. Gives back what is wrong, or undefined. */
  message(
    bytes: Uint8Array,
    start: number,
    end: number,
    service?: StreamService,
  ): string | undefined {
    if (this.#taken++ === 0) this.#startMs = this.#deps.clock.monotonicMs();
    const { logs } = this.#deps.sink;
    const { arenaLength } = logs;
    const outcome = decodeLog(bytes, start, end, logs);
    if (outcome !== DecodeOutcome.ok) return this.#refuse(decodeOutcomeText(outcome), end - start);
    const log = logs.logCount - 1;
    const named = logs.service[log] as number;
    if (named !== 0) {
      service?.learn(logs.names, named);
    } else {
      const known = service?.idIn(logs.names) ?? 0;
      if (known === 0) {
        logs.dropLast(arenaLength);
        return this.#refuse('it names no service', end - start);
      }
      logs.service[log] = known;
    }
    this.#appended++;
    return undefined;
  }

  flush(): void {
    const taken = this.#taken;
    if (taken === 0) return;
    const appended = this.#appended;
    this.#taken = 0;
    this.#appended = 0;
    if (appended > 0) this.#deps.sink.logsAppended(appended);
    const elapsedMs = this.#deps.clock.monotonicMs() - this.#startMs;
    this.#latency.observe(elapsedMs / 1_000 / taken, taken);
  }

  #refuse(fault: string, sizeBytes: number): string {
    this.#errors.add();
    this.#deps.log.log('log-refused', 'warn', `A log was refused: ${fault}.`, {
      ...this.#labels,
      sizeBytes,
    });
    return fault;
  }
}

/**
 * The service of a stream: the first one that was named (receiver-log, LogReportServiceGrpcHandler). Kept as text, since ids
 * of names do not outlive a generation of the interner.
 */
class StreamService {
  #text = '';
  #id = 0;
  #names: StringInterner | undefined;
  #generation = 0;

  learn(names: StringInterner, id: number): void {
    if (this.#text === '') this.#text = names.text(id);
  }

  /** Its id, 0 where no service was named yet. */
  idIn(names: StringInterner): number {
    if (this.#text === '') return 0;
    if (this.#names !== names || this.#generation !== names.generation) {
      this.#names = names;
      this.#generation = names.generation;
      this.#id = names.intern(this.#text);
    }
    return this.#id;
  }
}

/**
 * One stream of logs. Agents name their service in the first log only, so those after it that name none are of that one. A
 * log that names a service is of the one that it names, also where upstream would count it under the first.
 */
export class LogStream implements MessageReader {
  readonly #intake: LogIntake;
  readonly #service = new StreamService();

  constructor(intake: LogIntake) {
    this.#intake = intake;
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    this.#intake.message(bytes, start, end, this.#service);
  }

  flush(): void {
    this.#intake.flush();
  }

  end(): Uint8Array {
    return emptyCommands;
  }
}
