/**
 * Generates the codecs of packages/protocol/src/generated from packages/protocol/proto with buf and ts-proto.
 *
 *   node tools/generate-proto.ts           writes them
 *   node tools/generate-proto.ts --check   compares them with the committed ones, and fails when they differ
 *
 * One text is changed after ts-proto: its `longToNumber` throws at numbers over 2^53, which would make one odd gauge cost a
 * whole report, so numbers are rounded instead.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const protoFolder = join(root, 'packages/protocol/proto');
const generatedFolder = join(root, 'packages/protocol/src/generated');

/** Only what is decoded or encoded as objects today. The other texts in proto/ await their receivers. */
const protoFiles = [
  'agent-configuration.proto',
  'alarm-hook.proto',
  'async-profiler.proto',
  'clr.proto',
  'common.proto',
  'configuration-service.proto',
  'event.proto',
  'health.proto',
  'jvm.proto',
  'log.proto',
  'management.proto',
  'metric-exporter.proto',
  'pprof.proto',
  'trace-profiling.proto',
  'trace.proto',
];

const pluginOptions = [
  'enumsAsLiterals=true',
  'esModuleInterop=true',
  'exportCommonSymbols=false',
  'forceLong=number',
  'importSuffix=.ts',
  'outputPartialMethods=true',
  'outputServices=none',
  'outputTypeAnnotations=false',
  'snakeToCamel=false',
  'useJsonName=true',
];

function generateInto(folder: string): void {
  const template = {
    version: 'v2',
    plugins: [{ local: 'protoc-gen-ts_proto', out: folder, opt: pluginOptions }],
  };
  const paths = protoFiles.flatMap((file) => ['--path', join(protoFolder, file)]);
  execFileSync('buf', ['generate', protoFolder, '--template', JSON.stringify(template), ...paths], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    },
  });
  for (const file of generatedFiles(folder)) {
    const path = join(folder, file);
    writeFileSync(path, mended(readFileSync(path, 'utf8'), file));
  }
}

const throwingLimit =
  /  if \(num > globalThis\.Number\.MAX_SAFE_INTEGER\) \{\n.*\n  \}\n  if \(num < globalThis\.Number\.MIN_SAFE_INTEGER\) \{\n.*\n  \}\n/;

function mended(text: string, file: string): string {
  if (!text.includes('function longToNumber')) return text;
  if (!throwingLimit.test(text)) {
    throw new Error(
      `${file}: the limit of longToNumber was not found; ts-proto has changed its text`,
    );
  }
  return text.replace(throwingLimit, '');
}

function generatedFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** Names of the files that differ between the two folders, or stand in only one of them. */
function differences(left: string, right: string): string[] {
  const names = new Set([...generatedFiles(left), ...generatedFiles(right)]);
  return [...names].filter((name) => {
    const [a, b] = [join(left, name), join(right, name)];
    if (!existsSync(a) || !existsSync(b)) return true;
    return readFileSync(a, 'utf8') !== readFileSync(b, 'utf8');
  });
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'generate-proto-'));
  try {
    generateInto(folder);
    const written = generatedFiles(folder);
    if (written.length < protoFiles.length)
      throw new Error(`only ${written.length} files were generated`);
    const stale = differences(folder, generatedFolder);
    if (process.argv.includes('--check')) {
      if (stale.length === 0) return;
      process.stderr.write(
        `Generated codecs are stale: ${stale.join(', ')}\nMend with: node tools/generate-proto.ts\n`,
      );
      process.exitCode = 1;
      return;
    }
    rmSync(generatedFolder, { recursive: true, force: true });
    for (const name of written) {
      const path = join(generatedFolder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, readFileSync(join(folder, name)));
    }
    process.stdout.write(`${written.length} files written, ${stale.length} changed\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
