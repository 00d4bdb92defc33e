/** Limits of the alarm engine. What is over them is refused with a problem, or where said, left out and counted. */
export const alarmLimits = {
  /** Bytes of one settings text. */
  settingsBytesMax: 8 * 1024 * 1024,
  /** Rules of one settings text; further ones are refused. */
  rulesMax: 5_000,
  /** Names in one list of names. */
  namesMax: 10_000,
  /** Characters of a pattern for names. */
  patternLengthMax: 4_096,
  /** Characters of a message, before names are put in. */
  messageLengthMax: 4_096,
  /** Minutes that a rule may look back, those of `increase` and `rate` included. */
  windowMinutesMax: 1_440,
  /** Minutes of silence and of observation. */
  countdownMinutesMax: 1_000_000,
  /** Entities of one scope that are watched; further ones are left out and counted. */
  entitiesMax: 200_000,
  /**
   * Values of all metrics held at a time, 8 bytes each: entities × minutes × label sets, over all rules of a scope. Rules whose
   * values do not fit beside those of lighter rules are not judged that minute.
   */
  cellsMax: 16_000_000,
  /** What a set of labels takes besides its values, in values. */
  cellsPerColumn: 128,
  /**
   * Values held while rules are worked out, half of them for results that several rules share. A rule that needs more is worked out
   * some entities at a time.
   */
  workCellsMax: 8_000_000,
  /** Extremes and presence of entities that are remembered from rule to rule, in values; beyond, all are made anew. */
  extremeCellsMax: 4_000_000,
  /** Rules that one log line names. */
  rulesNamedMax: 20,
  /** Entities that are not normal, over all rules; a further one fires no alarm and is counted. */
  statesMax: 50_000,
  /** Alarms of one incident that are marked as over when it is; of more, the latest. */
  incidentAlarmsMax: 100,
  /** Label sets of one metric in the snapshot of an alarm. */
  snapshotSeriesMax: 50,
  /** Alarms written at once. */
  rowsPerWriteMax: 1_000,
  /** Alarms and recoveries that could not be stored and wait for the next minute; the oldest are dropped. */
  unstoredMax: 10_000,
  /** Characters of a tag, key and value each; longer tags cannot be searched for. */
  tagLengthMax: 256,
  /** Verdicts on names that are remembered, over all rules; a rule past its share forgets its own and judges anew. */
  verdictsMax: 1_000_000,
  /** Rows of one reading of the store, about: longer windows are read in several. */
  rowsPerReadingMax: 5_000,
  /** How long the engine works before it lets others have the thread. */
  sliceMs: 8,
} as const;
