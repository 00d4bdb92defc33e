/** Where people bring files of profiles. */
export const uploadsPath = '/api/profiling/uploads';

/** Paths whose requests may take their time to arrive. */
export const longPaths: ReadonlySet<string> = new Set([uploadsPath]);
