import type { Counter, Histogram, Telemetry } from '@stormpetrel/base';
import type { MinuteOutcome } from './minute-outcome.ts';
import type { StateBudget } from './state/alarm-states.ts';

/** The engine's own metrics. */
export class EngineTelemetry {
  /** Minutes of a scope that could not be judged. */
  readonly failed: Counter;
  readonly notStored: Counter;
  readonly #evaluated: Counter;
  readonly #latency: Histogram;
  readonly #fired: Counter;
  readonly #recovered: Counter;
  readonly #leftOut: Counter;
  readonly #notJudged: Counter;
  readonly #statesRefused: Counter;

  constructor(
    telemetry: Telemetry,
    read: {
      readonly rules: () => number;
      readonly refused: () => number;
      readonly states: () => number;
    },
  ) {
    telemetry.gauge('alarm_rules', 'Alarm rules that run.', read.rules);
    telemetry.gauge('alarm_rules_refused', 'Alarm rules that are not right.', read.refused);
    telemetry.gauge('alarm_states', 'Rules and entities that are not normal.', read.states);
    const counter = (name: string, help: string): Counter => telemetry.counter(name, help);
    this.#evaluated = counter('alarm_rules_evaluated_count', 'Rules judged, each once a minute.');
    this.#latency = telemetry.histogram(
      'alarm_evaluation_latency',
      'Seconds of work to judge all rules for a minute.',
      [0.005, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 5],
    );
    this.#fired = counter('alarm_fired_count', 'Alarms that fired.');
    this.#recovered = counter('alarm_recovered_count', 'Alarms that came to an end.');
    this.failed = counter(
      'alarm_evaluation_failed_count',
      'Scopes whose rules could not be judged.',
    );
    this.notStored = counter('alarm_not_stored_count', 'Alarms that could not be stored at once.');
    this.#leftOut = counter(
      'alarm_values_left_out_count',
      'Rows that no rule saw because there were too many entities.',
    );
    this.#notJudged = counter(
      'alarm_rules_not_judged_count',
      'Rules not judged for a minute because they look at too many values.',
    );
    this.#statesRefused = counter(
      'alarm_states_refused_count',
      'Alarms that did not fire because too many others do.',
    );
  }

  minute(workedMs: number, rules: number, outcome: MinuteOutcome, budget: StateBudget): void {
    const notJudged = outcome.refused.length;
    this.#evaluated.add(rules - notJudged);
    this.#notJudged.add(notJudged);
    this.#latency.observe(workedMs / 1000);
    this.#fired.add(outcome.fired.length);
    this.#recovered.add(outcome.notices.length - outcome.fired.length);
    this.#leftOut.add(outcome.leftOut);
    this.#statesRefused.add(budget.refused);
    budget.refused = 0;
  }
}
