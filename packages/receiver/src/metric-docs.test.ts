import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLogger, systemClock } from '@stormpetrel/base';
import { createHttpIngest } from './skywalking-http/http-ingest.ts';
import { FakeProfiling } from './testing/fake-profiling.ts';
import { startTestServer } from './testing/test-server.ts';

const docsFile = join(import.meta.dirname, '../../../docs/reference/grpc-services.md');

test('registers the metrics that docs/reference/grpc-services.md lists, and no others', async () => {
  await using server = await startTestServer({ profiling: new FakeProfiling() });
  const { telemetry } = server;
  createHttpIngest(server.sink, { clock: systemClock, telemetry, logger: silentLogger });
  const text = readFileSync(docsFile, 'utf8');
  const section = /(?<=<!-- metrics -->\n)[\s\S]*?(?=\n<!-- end -->)/.exec(text)?.[0] ?? '';
  const documented = [...section.matchAll(/^\| `(\w+)` \| ([\w, ]*?) ?\|/gm)].map(
    ([, name, label]) => `${name} ${label}`,
  );
  const registered = new Set(
    telemetry.samples().map(({ name, labels }) => `${name} ${Object.keys(labels).join(', ')}`),
  );
  assert.deepEqual(documented.toSorted(), [...registered].toSorted());
});
