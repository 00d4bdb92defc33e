import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Telemetry, must } from '@stormpetrel/base';
import { metricTables } from '@stormpetrel/language/oal/rules';
import { Layer, memberId, serviceId } from '@stormpetrel/model';
import { type Answer, ask, baseMs, endpointOver, minutes, seededStore } from '../testing/ask.ts';
import { Seed } from '../testing/seed.ts';

const web = serviceId('web', true);
const table = must(metricTables.get('Endpoint'), 'the table');
const seed = new Seed();
for (let i = 0; i < 100; i++) {
  const endpointId = memberId(web, `/endpoint/${i}`);
  seed.row(table, endpointId, baseMs, { count: i + 1 });
  seed.service(`service-${i}`, { name: 'GENERAL', id: Layer.GENERAL }, baseMs);
}
const store = await seededStore(seed);
const tooLarge = [{ code: 'QUERY_ANSWER_TOO_LARGE' }];

function askWithin(lengthMax: number, query: string): Promise<Answer> {
  const endpoint = endpointOver(store, new Telemetry(), {}, { answerLengthMax: lengthMax });
  return ask(endpoint, query, { d: minutes(0, 1) });
}

const codesOf = ({ errors }: Answer): unknown => errors?.map(({ extensions }) => extensions);

/** A hundred services: `id`, its text, and what stands around them. */
const services = '{r:listServices{name}}';
const servicesLength = 100 * 'name'.length + 10 * 'service-0'.length + 90 * 'service-00'.length;
const marksLength = 100 * 8;

test('an answer is refused as a whole where it is larger than it may be, at the limit exactly', async () => {
  const length = servicesLength + marksLength;
  const { data, errors } = await askWithin(length, services);
  assert.equal(errors, undefined);
  assert.equal((data?.['r'] as readonly unknown[] | undefined)?.length, 100);
  const refused = await askWithin(length - 1, services);
  assert.deepEqual([refused.data, codesOf(refused)], [undefined, tooLarge]);
});

test('long names in the document and lists of texts count too', async () => {
  const alias = 'a'.repeat(1_000);
  assert.deepEqual(codesOf(await askWithin(10_000, `{r:listServices{${alias}:name}}`)), tooLarge);
  assert.deepEqual(codesOf(await askWithin(2_000, '{r:listServices{layers}}')), tooLarge);
});

test('a thousand long lists are not all read to be refused', async () => {
  const top = (i: number): string =>
    `a${i}:execExpression(expression:"top_n(endpoint_cpm,100,des,attr0!='${i}')",entity:{},duration:$d){results{values{id value}}}`;
  const before = store.reads.metrics;
  const fields = Array.from({ length: 1_000 }, (_, i) => top(i)).join(' ');
  const lines: string[] = [];
  const logger = { log: (_: string, message: string) => void lines.push(message) };
  const endpoint = endpointOver(store, new Telemetry(), {}, { answerLengthMax: 20_000, logger });
  const answer = await ask(endpoint, `query($d:Duration!){${fields}}`, { d: minutes(0, 1) });
  // Those that waited go one after another.
  for (let i = 0; i < 1_000; i++) await setImmediate();
  assert.deepEqual(lines, []);
  assert.deepEqual(codesOf(answer), tooLarge);
  assert.ok(store.reads.metrics - before < 20, String(store.reads.metrics - before));
});
