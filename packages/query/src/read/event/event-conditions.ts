type Given = string | null | undefined;

/** All that is given must hold for the event as a whole. Empty texts are not given. */
export interface EventConditions {
  readonly uuid?: Given;
  /** Names, not ids. */
  readonly service?: Given;
  readonly instance?: Given;
  readonly endpoint?: Given;
  /** Only what happened to the service as a whole, not to one of its instances. */
  readonly withoutInstance?: boolean;
  readonly name?: Given;
  readonly layer?: Given;
  readonly isError?: boolean | null | undefined;
  /** The event's time, from inclusive to exclusive; all time where it is left out. */
  readonly window?: { readonly fromMs: number; readonly toMs: number } | undefined;
  readonly order: 'asc' | 'des';
}

/** What one question may cost; the answer is cut where it is reached. */
export interface EventReadLimits {
  readonly chunkRows: number;
  readonly rowsScannedMax: number;
  readonly eventsMergedMax: number;
  readonly reportsOfEventMax: number;
}

/** Conditions on what reports tell in parts; of every report there is a layer. */
export const rowKeys = ['service', 'instance', 'endpoint', 'name'] as const;

export function isGiven(value: Given): value is string {
  return value !== undefined && value !== null && value !== '';
}
