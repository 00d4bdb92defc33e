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
  /** Values of one metric held at a time (entities × label sets × minutes); entities beyond are left out and counted. */
  cellsPerMetricMax: 16_000_000,
  /** Values of results that several rules share, held until the minute is judged; others are worked out again. */
  sharedCellsMax: 4_000_000,
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
  /** Verdicts on names that are remembered for one rule. */
  verdictsMax: 200_000,
  /** Rows of one reading of the store, about: longer windows are read in several. */
  rowsPerReadingMax: 5_000,
  /** How long the engine works before it lets others have the thread. */
  sliceMs: 8,
} as const;
