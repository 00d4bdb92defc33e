/**
 * Random valid expressions of the language that the JVM server of the comparison knows too (10.1), over the metrics of
 * a random system, each with the entity that it is asked for. What docs/differences.md and docs/reference/mqe.md name
 * as different by intent is not made: labelled series with labelled single values, say. `sort_values`, which sorted
 * the values of a row before 11 and sorts rows since, is left to the recorded answers. Lists are asked of one minute,
 * since that server's store rounds the mean of several, which 11 cuts.
 */
import { SeededRandom } from '@stormpetrel/testkit';
import type { RandomSystem } from './random-system.ts';

export interface RandomExpression {
  readonly text: string;
  readonly entity: object;
  /** Ranks entities over the window, instead of reading minute by minute. */
  readonly isRanking: boolean;
  readonly step: 'MINUTE' | 'HOUR' | 'DAY';
}

interface Subject {
  readonly entity: object;
  readonly plain: readonly string[];
  readonly labelled: readonly string[];
  /** Metrics that `top_n` ranks below this entity. */
  readonly ranked: readonly string[];
}

export function randomExpressions(
  system: RandomSystem,
  count: number,
): readonly RandomExpression[] {
  const random = new SeededRandom(system.seed + 2);
  const subjects = subjectsOf(system);
  return Array.from({ length: count }, () => {
    const subject = random.pick(subjects);
    const text = new Maker(random, subject).whole();
    const step = random.pick(['MINUTE', 'MINUTE', 'MINUTE', 'HOUR', 'DAY'] as const);
    return { text, entity: subject.entity, isRanking: text.startsWith('top_n('), step };
  });
}

function subjectsOf(system: RandomSystem): readonly Subject[] {
  const { services } = system;
  const subjects = services.flatMap((service): Subject[] => {
    const entity = { serviceName: service.name, normal: true };
    return [
      {
        entity,
        plain: ['service_cpm', 'service_resp_time', 'service_sla', 'service_apdex'],
        labelled: ['service_percentile'],
        ranked: [
          'endpoint_cpm',
          'endpoint_resp_time',
          'service_instance_cpm',
          'service_instance_sla',
        ],
      },
      ...service.instances.map((serviceInstanceName) => ({
        entity: { ...entity, serviceInstanceName },
        plain: ['service_instance_cpm', 'service_instance_resp_time', 'service_instance_sla'],
        labelled: [],
        ranked: [],
      })),
      ...service.endpoints.map((endpointName) => ({
        entity: { ...entity, endpointName },
        plain: ['endpoint_cpm', 'endpoint_resp_time', 'endpoint_sla'],
        labelled: ['endpoint_percentile'],
        ranked: [],
      })),
      ...service.calls.map((place) => ({
        entity: { ...entity, destServiceName: services[place]?.name, destNormal: true },
        plain: ['client', 'server'].flatMap((side) =>
          ['cpm', 'resp_time', 'call_sla'].map((name) => `service_relation_${side}_${name}`),
        ),
        labelled: ['service_relation_client_percentile', 'service_relation_server_percentile'],
        ranked: [],
      })),
    ];
  });
  const guessed = (serviceName: string, prefix: string): Subject => ({
    entity: { serviceName, normal: false },
    plain: ['cpm', 'resp_time', 'sla'].map((name) => `${prefix}_${name}`),
    labelled: [`${prefix}_percentile`],
    ranked: [],
  });
  return [
    ...subjects,
    guessed(system.database, 'database_access'),
    guessed(system.cache, 'cache_access'),
  ];
}

const ranks = ['50', '75', '90', '95', '99'];

class Maker {
  readonly #random: SeededRandom;
  readonly #subject: Subject;

  constructor(random: SeededRandom, subject: Subject) {
    this.#random = random;
    this.#subject = subject;
  }

  whole(): string {
    const kind = this.#random.int(0, 9);
    if (kind === 0 && this.#subject.ranked.length > 0) return this.#ranking();
    if (kind <= 3 && this.#subject.labelled.length > 0) return this.#labelled(2);
    if (kind <= 5) return this.#single(2);
    if (kind === 6) return this.#condition();
    return this.#series(3);
  }

  #ranking(): string {
    const order = this.#random.pick(['asc', 'des']);
    const list = `top_n(${this.#random.pick(this.#subject.ranked)},20,${order})`;
    return this.#random.chance(0.5) ? list : `${list}${this.#arithmetic()}${this.#number()}`;
  }

  /** A series without labels. */
  #series(depth: number): string {
    const random = this.#random;
    const metric = random.pick(this.#subject.plain);
    if (depth === 0) return metric;
    const inner = (): string => this.#series(depth - 1);
    switch (random.int(0, 8)) {
      case 0:
        return `${random.pick(['increase', 'rate'])}(${metric},${random.int(1, 3)})`;
      case 1:
        return `${random.pick(['abs', 'ceil', 'floor'])}(${inner()})`;
      case 2:
        return `round(${inner()},${random.int(0, 3)})`;
      case 3:
        return `(${inner()})${this.#operator()}${this.#number()}`;
      case 4:
        return `${this.#number()}${this.#operator()}(${inner()})`;
      case 5:
        return `(${inner()})${this.#operator()}(${inner()})`;
      case 6:
        return `view_as_seq(${inner()},${inner()})`;
      case 7:
        return this.#subject.labelled.length === 0
          ? metric
          : `aggregate_labels(${this.#labelled(1)},${random.pick(['sum', 'avg', 'max', 'min'])})`;
      default:
        return metric;
    }
  }

  #labelled(depth: number): string {
    const random = this.#random;
    const wanted = ranks.filter(() => random.chance(0.5));
    const name = random.pick(this.#subject.labelled);
    const metric = wanted.length === 0 ? name : `${name}{p='${wanted.join(',')}'}`;
    if (depth === 0) return metric;
    const inner = this.#labelled(depth - 1);
    switch (random.int(0, 5)) {
      case 0:
        return `${random.pick(['abs', 'ceil', 'floor'])}(${inner})`;
      case 1:
        return `(${inner})${this.#operator()}${this.#number()}`;
      case 2:
        return `(${inner})${this.#operator()}(${this.#series(1)})`;
      case 3:
        return `relabels(${metric},p='50,75',percentile='P50,P75')`;
      case 4:
        return `sort_label_values(${inner},${random.pick(['asc', 'des'])},p)`;
      default:
        return metric;
    }
  }

  #single(depth: number): string {
    const random = this.#random;
    if (depth === 0) return this.#number();
    switch (random.int(0, 4)) {
      case 0:
        return `${this.#number()}${this.#operator()}${this.#number()}`;
      case 1:
        return `is_present(${this.#series(1)},${this.#series(0)})`;
      case 2:
        return `${this.#aggregate()}${this.#arithmetic()}${this.#number()}`;
      case 3:
        return `round(${this.#aggregate()},${random.int(0, 2)})`;
      default:
        return this.#aggregate();
    }
  }

  #aggregate(): string {
    const random = this.#random;
    const of =
      this.#subject.labelled.length > 0 && random.chance(0.3) ? this.#labelled(1) : this.#series(1);
    return `${random.pick(['avg', 'count', 'latest', 'sum', 'max', 'min'])}(${of})`;
  }

  #condition(): string {
    const test = (): string => `${this.#aggregate()}${this.#comparison()}${this.#number()}`;
    return this.#random.chance(0.3) ? test() : this.#number() + this.#comparison() + this.#number();
  }

  #number(): string {
    const whole = this.#random.pick([0, 1, 2, 7, 100, 1_000, this.#random.int(0, 20_000)]);
    return this.#random.chance(0.2) ? `${whole}.${this.#random.int(1, 99)}` : String(whole);
  }

  #operator(): string {
    return this.#random.chance(0.7) ? this.#arithmetic() : this.#comparison();
  }

  #arithmetic(): string {
    return ` ${this.#random.pick(['+', '-', '*', '/', '%'])} `;
  }

  #comparison(): string {
    return ` ${this.#random.pick(['>', '<', '>=', '<=', '==', '!='])} `;
  }
}
