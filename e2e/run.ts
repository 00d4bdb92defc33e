/**
 * Runs the end-to-end tests: real processes, real agents, real clients, a real browser. Installs what is missing where it
 * can (Chromium by apt-get as root on Debian; Python packages into a folder of its own) and says what it could not.
 *
 *     npm run test:e2e               all
 *     npm run test:e2e -- faults     those whose path contains the word
 *
 * `UI_FILES` names a build of the page that is there already.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonPrograms } from './support/python.ts';

/** Tests that mostly wait for a minute to pass: they do so beside the others. */
const patientFiles = ['e2e/alarms/', 'e2e/profiling/python-agent'];

const root = fileURLToPath(new URL('..', import.meta.url));
const word = process.argv[2] ?? '';
const files = globSync('e2e/**/*.test.ts', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/.cache/**'],
})
  .toSorted()
  .filter((file) => file.includes(word));
if (files.length === 0) throw new Error(`no end-to-end test matches ${JSON.stringify(word)}`);

installChromium();
// Where others run beside, the page has been built before: two builds at the same time take each other's files away.
const pageFiles = process.env['UI_FILES'] ?? buildPage();
const isPatient = (file: string): boolean => patientFiles.some((part) => file.includes(part));
const patient = files.filter(isPatient);
// Two processes must not install the same packages at once.
if (patient.some((file) => file.includes('python'))) pythonPrograms();
const outcomes = await Promise.all([
  runTests(
    files.filter((file) => !isPatient(file)),
    'live',
  ),
  runTests(patient, 'after'),
]);
for (const { output } of outcomes) process.stdout.write(output);
if (outcomes.some(({ passed }) => !passed)) process.exitCode = 1;

/** One file after another: each starts servers, and two cores are all there may be. */
async function runTests(
  list: readonly string[],
  show: 'live' | 'after',
): Promise<{ readonly passed: boolean; readonly output: string }> {
  if (list.length === 0) return { passed: true, output: '' };
  const child = spawn(
    process.execPath,
    ['--test', '--test-concurrency=1', '--test-timeout=300000', ...list],
    {
      cwd: root,
      env: { ...process.env, UI_FILES: pageFiles },
      stdio: ['ignore', show === 'live' ? 'inherit' : 'pipe', 'inherit'],
    },
  );
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const passed = await new Promise<boolean>((resolve) =>
    child.once('close', (code) => resolve(code === 0)),
  );
  return { passed, output: Buffer.concat(chunks).toString() };
}

function buildPage(): string {
  run('npm run build -w @stormpetrel/ui');
  return join(root, 'apps/ui/dist');
}

function installChromium(): void {
  if (
    ['/usr/bin/chromium', process.env['CHROMIUM'] ?? ''].some(
      (path) => path !== '' && existsSync(path),
    )
  )
    return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) {
    throw new Error('Chromium is missing: install it, or name it in the variable CHROMIUM');
  }
  run('apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium');
}

function run(command: string): void {
  execFileSync(command, { cwd: root, shell: true, stdio: ['ignore', 'ignore', 'inherit'] });
}
