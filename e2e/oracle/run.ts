/**
 * Replays the recorded questions against our server and holds the answers against the recorded ones.
 *
 *     node e2e/oracle/run.ts FOLDER     FOLDER holds replay.mjs and the corpora
 *
 * `not-yet.json` names the groups and questions that are not answered yet; it only shrinks: a question that fails
 * without standing there fails the run, and so does one that stands there and passes.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServerProcess } from '@stormpetrel/testkit/process';

const source = process.argv[2];
if (source === undefined) throw new Error('usage: node e2e/oracle/run.ts FOLDER');
const notYet = JSON.parse(
  readFileSync(new URL('./not-yet.json', import.meta.url), 'utf8'),
) as readonly string[];

// The script finds its packages in ours, so it runs from a copy inside the checkout.
const copy = fileURLToPath(new URL('../.cache/oracle', import.meta.url));
rmSync(copy, { recursive: true, force: true });
mkdirSync(copy, { recursive: true });
cpSync(source, copy, { recursive: true, dereference: true, mode: 0 });

await using server = await ServerProcess.start();
const output = spawnSync(
  process.execPath,
  [
    join(copy, 'replay.mjs'),
    join(copy, 'open'),
    '--grpc',
    server.addresses.grpc,
    '--http',
    server.graphqlUrl,
    '--alias-wait',
    '3',
    '--max-wait',
    process.env['ORACLE_MAX_WAIT'] ?? '20',
    ...process.argv.slice(3),
  ],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 },
).stdout;
process.stdout.write(output);

const failed = [...output.matchAll(/^FAIL (\S+)/gm)].map((match) => match[1] ?? '');
const { questions } = JSON.parse(readFileSync(join(copy, 'open', 'questions.json'), 'utf8')) as {
  questions: readonly { id: string; fault?: string }[];
};
const asked = questions
  .filter((question) => question.fault === undefined)
  .map((question) => question.id);
const listed = (id: string): boolean =>
  notYet.some((entry) => id === entry || id.startsWith(`${entry}.`));
const unlisted = failed.filter((id) => !listed(id));
const risen = notYet.filter((entry) => {
  const covered = asked.filter((id) => id === entry || id.startsWith(`${entry}.`));
  return covered.length > 0 && covered.every((id) => !failed.includes(id));
});
const passed = asked.length - failed.length;
if (!/\d/.test(output)) throw new Error('the replay printed nothing');
if (unlisted.length > 0)
  process.stdout.write(`not listed as not yet, but failing: ${unlisted.join(' ')}\n`);
if (risen.length > 0)
  process.stdout.write(`listed as not yet, but passing; take out: ${risen.join(' ')}\n`);
process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
process.exitCode = unlisted.length > 0 || risen.length > 0 ? 1 : 0;
