import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { SegmentBuilder } from '@stormpetrel/testkit';
import { eventually } from '@stormpetrel/testkit/process';
import { sendSegments, startFaultServer, traceOf } from '../support/fault-server.ts';

/**
 * docs/operate/self-metrics.md against a server that runs: what the first table says is served is served, what it says is not
 * is not, and the second has every metric. `UPDATE=1` adds to the second what is missing.
 */
const page = new URL('../../docs/operate/self-metrics.md', import.meta.url);

interface Metric {
  readonly kind: string;
  readonly help: string;
}

/** Metrics of an exposition by name. */
function metricsOf(text: string): ReadonlyMap<string, Metric> {
  const helps = new Map<string, string>();
  const metrics = new Map<string, Metric>();
  for (const [, what, name = '', rest = ''] of text.matchAll(/^# (HELP|TYPE) (\S+) (.*)$/gm)) {
    if (what === 'HELP') helps.set(name, rest);
    else metrics.set(name, { kind: rest, help: helps.get(name) ?? '' });
  }
  return metrics;
}

function sectionPattern(name: string): RegExp {
  return new RegExp(`(?<=<!-- ${name} -->\n)[^]*?(?=<!-- end -->)`);
}

function section(text: string, name: string): string {
  const found = sectionPattern(name).exec(text);
  assert.ok(found, `no section ${name}`);
  return found[0];
}

/** Rows of a table: the names in the first cell, and the other cells. */
function rowsOf(table: string): readonly (readonly [names: readonly string[], ...string[]])[] {
  return [...table.matchAll(/^\| (`.*)\|$/gm)].map(([, row = '']) => {
    const [names = '', ...cells] = row.split('|').map((cell) => cell.trim());
    return [[...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name), ...cells] as const;
  });
}

test('serves what the page says under the names of SkyWalking, and lists every metric', async () => {
  await using server = await startFaultServer();
  const segment = new SegmentBuilder('metrics', 'metrics-1', Date.now() - 100)
    .ids('metrics-1', 'metrics-1.1')
    .entry('GET:/', { spanLayer: 'Http' })
    .build();
  await sendSegments(server, segment);
  await traceOf(server, 'metrics-1', 1);
  const served = await eventually(5_000, async () => {
    const metrics = metricsOf(await server.metrics());
    assert.ok(metrics.has('metrics_aggregation'));
    return metrics;
  });
  const text = readFileSync(page, 'utf8');
  const known = rowsOf(section(text, 'skywalking'));
  const wrong = known.flatMap(([names, kind]) =>
    names.filter((name) => served.get(name)?.kind !== kind),
  );
  assert.deepEqual(wrong, []);
  const absent = rowsOf(section(text, 'absent')).flatMap(([names]) => names);
  assert.deepEqual(
    absent.filter((name) => served.has(name)),
    [],
  );

  const listed = new Map(
    rowsOf(section(text, 'all')).map(([names, ...cells]) => [names[0], cells]),
  );
  const rows = new Map([...listed].map(([name, [kind = '', help = '']]) => [name, { kind, help }]));
  for (const [name, metric] of served) rows.set(name, metric);
  const table = [...rows]
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
    .map(([name, { kind, help }]) => `| \`${name}\` | ${kind} | ${help} |\n`)
    .join('');
  const head = '| Metric | Kind | Meaning |\n|---|---|---|\n';
  const updated = text.replace(sectionPattern('all'), () => `${head}${table}`);
  if (process.env['UPDATE'] === '1') writeFileSync(page, updated);
  else assert.equal(updated, text, 'to mend: UPDATE=1 node --test e2e/admin/self-metrics.test.ts');
});

test('SW_TELEMETRY=none serves none', async () => {
  await using server = await startFaultServer({ SW_TELEMETRY: 'none' });
  assert.equal(server.addresses.telemetry, '');
});
