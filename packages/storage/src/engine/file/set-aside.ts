import { existsSync, renameSync, rmSync } from 'node:fs';

/** Renames a file that SQLite cannot read to `*.corrupt-<n>`, so that work goes on and somebody can look at it. */
export function setAside(path: string): void {
  let n = 1;
  while (existsSync(`${path}.corrupt-${n}`)) n++;
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(path + suffix)) renameSync(path + suffix, `${path}.corrupt-${n}${suffix}`);
}

/** Removes a database with what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}
