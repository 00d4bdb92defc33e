import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '@stormpetrel/testkit/process';

/** Rows that the keeper has not yet laid into day files (docs/formats). */
function freshRows(folder: string): number {
  const db = new DatabaseSync(join(folder, 'store.db'), { readOnly: true });
  try {
    return Number(db.prepare('SELECT count(*) AS n FROM fresh').get()?.['n']);
  } finally {
    db.close();
  }
}

/** Waits until the keeper has laid everything into day files, and metrics of days past are rolled up. */
export async function storeTidied(folder: string): Promise<void> {
  await eventually(30_000, () => {
    assert.equal(freshRows(folder), 0);
    const files = readdirSync(folder);
    for (const kind of ['trace', 'minute', 'hour', 'day']) {
      assert.ok(
        files.some((file) => file.startsWith(`${kind}-`)),
        `no ${kind} file in ${files.join()}`,
      );
    }
    return Promise.resolve();
  });
}
