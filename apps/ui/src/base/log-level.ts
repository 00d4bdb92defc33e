/** How bad a line says that it is. */

/** From worst to mildest; what agents and libraries call otherwise is put under these by the server as well. */
export const knownLevels = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const;

const spellings: Readonly<Record<string, string>> = {
  WARNING: 'WARN',
  ERR: 'ERROR',
  SEVERE: 'ERROR',
  CRITICAL: 'FATAL',
  CRIT: 'FATAL',
  PANIC: 'FATAL',
  EMERG: 'FATAL',
  INFORMATION: 'INFO',
  VERBOSE: 'DEBUG',
};

/** A level as rows show it, however it was typed. */
export function levelOf(text: string): string {
  const upper = text.toUpperCase();
  return Object.hasOwn(spellings, upper) ? (spellings[upper] ?? upper) : upper;
}

export type LevelTone = 'error' | 'warn' | 'plain' | 'faint';

/** What a level looks like. Words that nobody knows are plain. */
export function levelTone(level: string): LevelTone {
  if (level === 'FATAL' || level === 'ERROR') return 'error';
  if (level === 'WARN') return 'warn';
  return level === 'DEBUG' || level === 'TRACE' || level === '' ? 'faint' : 'plain';
}

/** A shape for each tone, so that colour is never alone. */
export const levelShapes: Readonly<Record<LevelTone, string>> = {
  error: '◆',
  warn: '▲',
  plain: '●',
  faint: '·',
};
