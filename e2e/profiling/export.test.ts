/**
 * What a person has selected in the page, and what it is compared with, as a file over HTTP: the same samples, by our own reader
 * and by Go's tool.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ProfileBuilder, encodeProfile, none } from '@stormpetrel/profile';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { foldPprofRaw } from './fold-pprof-raw.ts';

const start = 1_795_262_400_000;
const folder = mkdtempSync(join(tmpdir(), 'exports-'));
after(() => rmSync(folder, { recursive: true }));

type Row = readonly [path: string, thread: string, state: string, afterMs: number, ns: number];

/** A file as the server writes profiles itself, which has all that can be selected. */
function fileOf(rows: readonly Row[]): Uint8Array {
  const builder = new ProfileBuilder('jfr');
  const cpu = builder.event(
    'cpu',
    [
      { name: 'samples', unit: 'count' },
      { name: 'cpu', unit: 'nanoseconds' },
    ],
    1,
  );
  for (const [path, thread, state, afterMs, ns] of rows) {
    let stack: number = none;
    for (const name of path.split(';')) {
      stack = builder.stack(stack, builder.frame(builder.string(name), { line: 7 }));
    }
    cpu.add(stack, start + afterMs, builder.string(thread), builder.string(state));
    cpu.setValue(0, 1);
    cpu.setValue(1, ns);
  }
  return encodeProfile(builder.finish(start, start + 1000));
}

const newer = fileOf([
  ['main;work', 'main', 'RUNNABLE', 1, 3e9],
  ['main;work;read', 'main', 'WAITING', 2, 5e9],
  ['pool;work', 'pool-1', 'RUNNABLE', 3, 2e9],
  ['pool;new', 'pool-1', 'RUNNABLE', 400, 10e9],
]);
const older = fileOf([
  ['main;work', 'main', 'RUNNABLE', 1, 30e9],
  ['main;gone', 'main', 'RUNNABLE', 2, 10e9],
]);

class Exports {
  readonly #base: string;

  constructor(server: ServerProcess) {
    this.#base = new URL('/api/profiling', server.addresses.page).href;
  }

  async upload(file: Uint8Array, name: string): Promise<string> {
    const response = await fetch(`${this.#base}/uploads?name=${name}`, {
      method: 'POST',
      body: Buffer.from(file),
    });
    assert.equal(response.status, 201);
    return ((await response.json()) as { readonly profile: string }).profile;
  }

  get(reference: string, parameters: readonly (readonly [string, string])[]): Promise<Response> {
    const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return fetch(`${this.#base}/export/${reference}?${query.join('&')}`);
  }

  async text(
    reference: string,
    parameters: readonly (readonly [string, string])[],
  ): Promise<string> {
    const response = await this.get(reference, parameters);
    assert.equal(response.status, 200);
    return response.text();
  }

  async pprof(
    reference: string,
    parameters: readonly (readonly [string, string])[],
  ): Promise<string> {
    const response = await this.get(reference, [['format', 'pprof'], ...parameters]);
    assert.equal(response.status, 200);
    const path = join(folder, 'profile.pb.gz');
    writeFileSync(path, Buffer.from(await response.arrayBuffer()));
    return path;
  }
}

function pprofTool(...args: readonly string[]): string {
  return execFileSync('go', ['tool', 'pprof', ...args], { encoding: 'utf8' });
}

function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('a file holds what was selected, and a comparison both sides', async () => {
  await using server = await ServerProcess.start();
  const exports = new Exports(server);
  const [after1, before1] = [
    await exports.upload(newer, 'newer'),
    await exports.upload(older, 'older'),
  ];
  const selected = [
    ['thread', 'main'],
    ['thread', 'pool-1'],
    ['state', 'RUNNABLE'],
    ['from', String(start)],
    ['to', `${start + 400}`],
  ] as const;
  const compared = [['against', before1]] as const;
  assert.equal(
    await exports.text(after1, [['format', 'collapsed'], ...selected]),
    'main;work 3000000000\npool;work 2000000000\n',
  );
  assert.equal(
    await exports.text(after1, [['format', 'collapsed'], ['raw', '1'], ...selected, ...compared]),
    'main;work 30000000000 3000000000\nmain;gone 10000000000 0\npool;work 0 2000000000\n',
  );
  const svg = await exports.get(after1, [['format', 'svg'], ...selected, ...compared]);
  assert.equal(svg.headers.get('content-disposition'), 'attachment; filename="newer-vs-older.svg"');
  assert.match(await svg.text(), /<title>newer, compared with older · cpu · threads main, pool-1/);
  for (const [name, value] of [
    ['thread', 'nobody'],
    ['from', String(start + 5000)],
    ['againstThread', 'pool-1'],
  ] as const) {
    const refused = await exports.get(after1, [['format', 'svg'], ...compared, [name, value]]);
    const { code } = (await refused.json()) as { readonly code: string };
    assert.deepEqual([refused.status, code], [400, 'PROFILE_SELECTION_EMPTY'], name);
  }
  const nobody = await exports.get(after1, [
    ['format', 'svg'],
    ['against', 'upload/no'],
  ]);
  assert.equal(nobody.status, 404);
  if (hasGo()) await checkWithGo(exports, after1, selected, before1);
});

/** Go's tool shows the same samples, their threads and states, and takes a comparison for what it is. */
async function checkWithGo(
  exports: Exports,
  after1: string,
  selected: readonly (readonly [string, string])[],
  before1: string,
): Promise<void> {
  const raw = pprofTool('-raw', await exports.pprof(after1, selected));
  assert.deepEqual(Object.fromEntries(foldPprofRaw(raw)), {
    'main:7 > work:7': 3e9,
    'pool:7 > work:7': 2e9,
  });
  assert.match(raw, /state:\[RUNNABLE\] thread:\[main\]/);
  const compared = [
    ['against', before1],
    ['againstFrom', String(start)],
    ['againstTo', String(start + 2)],
  ] as const;
  const path = await exports.pprof(after1, [...compared, ['raw', '1']]);
  assert.deepEqual(Object.fromEntries(foldPprofRaw(pprofTool('-raw', path))), {
    'main:7 > work:7': -27e9,
    'main:7 > work:7 > read:7': 5e9,
    'pool:7 > work:7': 2e9,
    'pool:7 > new:7': 10e9,
  });
  // As with -diff_base: shares are of what was before, 30 s.
  const top = pprofTool('-top', '-unit=s', path);
  assert.match(top, /of 30s total/);
  assert.match(top, /^\s*10s\s+33\.33%.*\bnew$/m);
  const scaled = pprofTool('-top', '-unit=s', await exports.pprof(after1, compared));
  assert.match(scaled, /of 20s total/);
}
