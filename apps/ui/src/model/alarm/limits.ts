/** Bounds of what the pages of alarms ask for and show. */
export const alarmLimits = {
  /** Alarms read at once, newest first; as many as a server gives. With so many the page says that there may be more. */
  alarmsMax: 1000,
  /** How long before the window an incident may have begun and still be found. Silent rules tell again much sooner. */
  lookBackMs: 3 * 3_600_000,
  /** How much is read from the start of an incident that a link names and that lies after the window: its notices. */
  openedMs: 3_600_000,
  /** Notices of one incident that are looked through for its details. */
  detailsMax: 100,
} as const;
