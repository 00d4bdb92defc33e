import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type MethodKind, serviceTable } from './service-table.ts';

const protoFolder = join(import.meta.dirname, '../proto');
const docsFile = join(import.meta.dirname, '../../../docs/reference/grpc-services.md');

const kindOf = (takesStream: boolean, givesStream: boolean): MethodKind => {
  if (takesStream) return givesStream ? 'bidi-stream' : 'client-stream';
  return givesStream ? 'server-stream' : 'unary';
};

/** Services of others that this server calls: hooks of alarms, dynamic configuration, the metrics exporter. */
const calledServices: readonly string[] = [
  'AlarmService',
  'ConfigurationService',
  'MetricExportService',
];

/** Services of the texts in proto/ that others call: `Service/method` with its kind. */
function servicesOfTexts(): Map<string, MethodKind> {
  const methods = new Map<string, MethodKind>();
  for (const file of readdirSync(protoFolder)) {
    const text = readFileSync(join(protoFolder, file), 'utf8');
    const packageName = /^package ([\w.]+);$/m.exec(text)?.[1] ?? '';
    for (const service of text.matchAll(/^service (\w+) \{\n([\s\S]*?)^\}/gm)) {
      if (packageName === '' && calledServices.includes(service[1] ?? '')) continue;
      for (const rpc of (service[2] ?? '').matchAll(
        /rpc (\w+)\((stream )?[\w.]+\) returns \((stream )?/g,
      )) {
        const kind = kindOf(rpc[2] !== undefined, rpc[3] !== undefined);
        methods.set(`${packageName}.${service[1]}/${rpc[1]}`, kind);
      }
    }
  }
  return methods;
}

test('has the services of the texts in proto/, each method with its kind', () => {
  const texts = servicesOfTexts();
  assert.ok(texts.size > 30, `only ${texts.size} methods were found in the texts`);
  const ours = serviceTable
    .filter(({ service }) => /^(skywalking|grpc)\./.test(service))
    .flatMap(({ service, methods }) =>
      methods.map(({ name, kind }) => [`${service}/${name}`, kind] as const),
    );
  assert.deepEqual(Object.fromEntries(ours), Object.fromEntries(texts));
});

function tableText(): string {
  const rows = serviceTable.flatMap(({ service, compatName, methods }) =>
    methods.map(
      ({ name, kind, compat, handled }) =>
        `| ${service} | ${name} | ${kind} | ${compat === true ? (compatName ?? '') : ''} | ${handled ? 'yes' : 'no'} |`,
    ),
  );
  const head = ['| Service | Method | Kind | Also under | Taken |', '|---|---|---|---|---|'];
  return [...head, ...rows].map((row) => `${row}\n`).join('');
}

test('is what docs/reference/grpc-services.md shows (UPDATE=1 writes it)', () => {
  const text = readFileSync(docsFile, 'utf8');
  const table = /(?<=<!-- services -->\n)[\s\S]*?(?=<!-- end -->)/;
  if (process.env['UPDATE'] === '1') writeFileSync(docsFile, text.replace(table, tableText()));
  else assert.equal(table.exec(text)?.[0], tableText());
});
