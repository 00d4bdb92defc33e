import { existsSync, renameSync, rmSync, statSync } from 'node:fs';

/** Renames a file that SQLite cannot read to `*.corrupt-<n>`, so that work goes on and somebody can look at it. */
export function setAside(path: string): void {
  let n = 1;
  while (existsSync(`${path}.corrupt-${n}`)) n++;
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(path + suffix)) renameSync(path + suffix, `${path}.corrupt-${n}${suffix}`);
}

/** What tells a file from another that takes its name later; undefined where there is none. */
export function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

/** Removes a database with what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
