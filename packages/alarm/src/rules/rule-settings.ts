/** A rule as the settings have it, with defaults filled in. Periods are minutes. */
export interface RuleSettings {
  readonly name: string;
  readonly expression: string;
  readonly includeNames: readonly string[];
  readonly excludeNames: readonly string[];
  readonly includeNamesRegex: string;
  readonly excludeNamesRegex: string;
  readonly tags: readonly AlarmTag[];
  /** How many minutes the expression looks at. */
  readonly period: number;
  /** Minutes after an alarm in which the same entity raises no other. */
  readonly silencePeriod: number;
  /** Minutes that the expression has to stay false, after the first, until the alarm is over. */
  readonly recoveryObservationPeriod: number;
  readonly message: string;
  /** `type.name`; empty: the hooks that are default. */
  readonly hooks: readonly string[];
}

export interface AlarmTag {
  readonly key: string;
  readonly value: string;
}
