/** What is told about an alarm: once when it fires, once when it is over. The fields are those of SkyWalking's hooks. */
export interface AlarmNotice {
  /** The same in the firing notice, the recovery notice and the stored alarm. */
  readonly uuid: string;
  readonly scopeId: number;
  /** `SERVICE`, `SERVICE_INSTANCE`, `ENDPOINT`, `SERVICE_RELATION` … */
  readonly scope: string;
  /** As people read it: `X of Y` for instances, `X in Y` for endpoints, `A to B` for relations. */
  readonly name: string;
  readonly id0: string;
  /** '' unless the entity is a relation. */
  readonly id1: string;
  readonly ruleName: string;
  readonly message: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly startTimeMs: number;
  /** Absent while it fires. */
  readonly recoveryTimeMs?: number;
  /** `type.name` of the hooks that the rule names; empty: those that are default. */
  readonly hooks: readonly string[];
}

/** Takes notices to the outside. */
export interface AlarmDelivery {
  /** Returns at once and never throws; what does not fit its bounded queue is dropped, counted and logged. */
  deliver(notices: readonly AlarmNotice[]): void;
  close(): Promise<void>;
}
