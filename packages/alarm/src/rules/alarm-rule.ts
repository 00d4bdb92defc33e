import type { MqeMetric, ParsedMqe } from '@stormpetrel/language/mqe';
import type { MetricDefinition, MetricTable, ScopeName } from '@stormpetrel/model';
import type { MessageTemplate } from './message-template.ts';
import type { NameFilter } from './name-filter.ts';
import type { RuleSettings } from './rule-settings.ts';

/** A metric as the catalogue knows it. Only those that are read from tables can raise alarms. */
export interface AlarmMetric extends MqeMetric {
  readonly origin: TableOrigin | { readonly kind: 'record' };
}

export interface TableOrigin {
  readonly kind: 'table';
  readonly definition: MetricDefinition;
  readonly table: MetricTable;
}

export interface AlarmCatalog {
  findMetric(name: string): AlarmMetric | undefined;
  /** All names, to guess what a misspelt one was meant to be. */
  metrics(): Iterable<{ readonly name: string }>;
}

/** A metric that a rule reads. */
export interface RuleMetric {
  readonly metric: AlarmMetric;
  readonly origin: TableOrigin;
  /** The metric with its labels as the rule writes it, which names it in snapshots. */
  readonly text: string;
  /** Minutes that `increase` or `rate` reach back beyond the period. */
  readonly trendMinutes: number;
}

/** A rule that is right and can run. */
export interface AlarmRule {
  readonly settings: RuleSettings;
  readonly parsed: ParsedMqe;
  readonly scope: ScopeName;
  readonly metrics: readonly RuleMetric[];
  /** The most that any of the metrics reaches back beyond the period: upstream's additional period. */
  readonly trendMinutes: number;
  readonly filter: NameFilter;
  readonly message: MessageTemplate;
}

/** Why a rule, or a whole text (`rule` undefined), was refused. Lines and columns count from 1. */
export interface RuleProblem {
  readonly rule: string | undefined;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export function formatProblem({ rule, line, column, message }: RuleProblem): string {
  return `${line}:${column}: ${rule === undefined ? '' : `${rule}: `}${message}`;
}
