/**
 * Plays the recorded conversations of profiling against our server: creates tasks, polls and uploads as agents do, and holds
 * the answers against the recorded ones. Where the recording server was wrong, the right answer is the one to give.
 *
 *     node e2e/oracle/profiling.ts FOLDER [option of replay.mjs …]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServerProcess } from '@stormpetrel/testkit/process';

const source = process.argv[2];
if (source === undefined) throw new Error('usage: node e2e/oracle/profiling.ts FOLDER');

// The script finds its packages in ours, so it runs from a copy inside the checkout.
const copy = fileURLToPath(new URL('../.cache/oracle-profiling', import.meta.url));
rmSync(copy, { recursive: true, force: true });
mkdirSync(copy, { recursive: true });
cpSync(source, copy, { recursive: true, dereference: true, mode: 0 });

await using server = await ServerProcess.start();
const { stdout } = spawnSync(
  process.execPath,
  [
    join(copy, 'replay.mjs'),
    '--grpc',
    server.addresses.grpc,
    '--graphql',
    server.graphqlUrl,
    '--settle',
    '2000',
    '--cache',
    '1200',
    '--verbose',
    ...process.argv.slice(3),
  ],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 },
);
const { answers } = JSON.parse(readFileSync(join(copy, 'answers.json'), 'utf8')) as {
  readonly answers: Readonly<Record<string, { readonly wanted?: unknown }>>;
};
/**
 * The recording server never told the instance of the second of two tasks. Where the right answer was given before, and it
 * was told, the log of that task shows it.
 */
const follows = { id: 'async.progress.two-second', shows: '"operationType":"NOTIFIED"' };
const verdicts = [...stdout.matchAll(/^(pass|wanted|FAIL|NONE) +(\w+\.\S+)(.*)$/gm)];
let failed = 0;
for (const [line, verdict, id = '', why = ''] of verdicts) {
  const isFault = verdict === 'pass' && answers[id]?.wanted !== undefined;
  const isFollowing = id === follows.id && why.includes(follows.shows);
  if (isFollowing || verdict === 'wanted' || (verdict === 'pass' && !isFault)) continue;
  failed++;
  process.stdout.write(
    isFault ? `FAULT ${id}: answers as the recording server did\n` : `${line}\n`,
  );
}
process.stdout.write(`${stdout.trim().split('\n').at(-1)}\n`);
process.stdout.write(`${verdicts.length - failed} passed, ${failed} failed\n`);
if (verdicts.length === 0) throw new Error('the replay printed nothing');
process.exitCode = failed > 0 ? 1 : 0;
