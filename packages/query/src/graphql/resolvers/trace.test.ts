import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import { memberId, segmentRecord, serviceId } from '@stormpetrel/model';
import {
  type SegmentSample,
  SegmentBuilder,
  encodeSegment,
  referenceFrom,
} from '@stormpetrel/testkit';
import { ask, baseMs, endpointOver, minutes, read, seededStore } from '../../testing/ask.ts';
import { Seed } from '../../testing/seed.ts';

interface Stored {
  readonly sample: SegmentSample;
  readonly endpoint: string;
  readonly latency: number;
  readonly isError?: boolean;
  readonly tags?: readonly string[];
}

function store(
  seed: Seed,
  { sample, endpoint, latency, isError = false, tags = [] }: Stored,
): Seed {
  const service = serviceId(sample.service, true);
  return seed.record(segmentRecord, {
    startTime: sample.spans[0]?.startTime ?? 0,
    traceId: sample.traceId,
    segmentId: sample.traceSegmentId,
    service,
    instance: memberId(service, sample.serviceInstance),
    endpoint: memberId(service, endpoint),
    latency,
    isError,
    tags,
    body: encodeSegment(sample),
  });
}

const web = serviceId('web', true);
const minute = (count: number): number => baseMs + count * 60_000;

function call(number: number, latency: number, options: Partial<Stored> = {}): Stored[] {
  const id = `t${number}`;
  const parent = { traceId: id, parentTraceSegmentId: `${id}a`, parentSpanId: 1 };
  const front = new SegmentBuilder('web', `w-${number % 2}`, minute(number))
    .ids(id, `${id}a`)
    .entry('/', { durationMs: latency, spanLayer: 'Http', tags: { 'http.method': 'GET' } })
    .exit('/pay', { peer: 'cart:80', durationMs: latency - 1 })
    .build();
  const back = new SegmentBuilder('cart', 'c-1', minute(number) + 5)
    .ids(id, `${id}b`)
    .entry('/pay', {
      durationMs: 3,
      refs: [{ ...referenceFrom('web', 'w-1', '/', 'cart:80'), ...parent }],
    })
    .build();
  return [
    { sample: front, endpoint: '/', latency, tags: ['http.method=GET'], ...options },
    { sample: back, endpoint: '/pay', latency: 3 },
  ];
}

const seed = new Seed();
for (const stored of [
  ...call(1, 100),
  ...call(2, 400, { isError: true, tags: ['http.method=GET', 'http.status_code=500'] }),
  ...call(3, 50),
  ...call(4, 200),
]) {
  store(seed, stored);
}
for (const [key, value, seenMs] of [
  ['http.method', 'GET', minute(0)],
  ['http.method', 'POST', minute(1)],
  ['db.type', 'Mysql', minute(0) - 86_400_000],
  ['secret', 'x', minute(0)],
] as const) {
  seed.metadata({
    kind: 'traceTag',
    id: `${key}=${value}`,
    owner: key,
    fields: { key, value },
    seenMs,
  });
}
const endpoint = endpointOver(await seededStore(seed));

const wide = { queryDuration: minutes(0, 30), traceState: 'ALL', queryOrder: 'BY_START_TIME' };

function condition(more: object = {}): object {
  return { ...wide, paging: { pageNum: 1, pageSize: 10 }, ...more };
}

interface TraceList {
  readonly traces: readonly {
    readonly spans: readonly {
      readonly traceId: string;
      readonly segmentId: string;
      readonly spanId: number;
    }[];
  }[];
}

/** Ids of the traces found, by both ways of asking. */
async function find(more: object): Promise<string[]> {
  const c = condition({ serviceId: web, ...more });
  const { traces } = (await read(
    endpoint,
    'query($c:TraceQueryCondition){r:queryTraces(condition:$c){traces{spans{traceId segmentId spanId}}}}',
    { c },
  )) as TraceList;
  const brief = (await read(
    endpoint,
    'query($c:TraceQueryCondition){r:queryBasicTraces(condition:$c){traces{traceIds}}}',
    { c },
  )) as { readonly traces: readonly { readonly traceIds: readonly string[] }[] };
  const ids = traces.map(({ spans }) => spans[0]?.traceId ?? '');
  assert.deepEqual(
    brief.traces.map(({ traceIds }) => traceIds[0]),
    ids,
  );
  return ids;
}

test('lists traces newest or longest first, in pages', async () => {
  assert.deepEqual(await find({}), ['t4', 't3', 't2', 't1']);
  assert.deepEqual(await find({ queryOrder: 'BY_DURATION' }), ['t2', 't4', 't1', 't3']);
  assert.deepEqual(await find({ paging: { pageNum: 2, pageSize: 3 } }), ['t1']);
  assert.deepEqual(await find({ paging: { pageSize: 1 } }), ['t4']);
  assert.deepEqual(await find({ paging: { pageSize: 0 } }), []);
});

test('narrows traces by each condition', async () => {
  assert.deepEqual(await find({ traceState: 'ERROR' }), ['t2']);
  assert.deepEqual(await find({ traceState: 'SUCCESS' }), ['t4', 't3', 't1']);
  assert.deepEqual(await find({ minTraceDuration: 100, maxTraceDuration: 200 }), ['t4', 't1']);
  assert.deepEqual(await find({ minTraceDuration: 0, maxTraceDuration: 0 }), [
    't4',
    't3',
    't2',
    't1',
  ]);
  assert.deepEqual(await find({ serviceInstanceId: memberId(web, 'w-0') }), ['t4', 't2']);
  assert.deepEqual(await find({ endpointId: memberId(web, '/pay') }), []);
  assert.deepEqual(await find({ traceId: ' t3 ' }), ['t3']);
  assert.deepEqual(await find({ traceId: '', endpointId: '' }), ['t4', 't3', 't2', 't1']);
  assert.deepEqual(await find({ queryDuration: minutes(2, 3) }), ['t3', 't2']);
  const tags = [
    { key: 'http.method', value: 'GET' },
    { key: 'http.status_code', value: '500' },
  ];
  assert.deepEqual(await find({ tags }), ['t2']);
  assert.deepEqual(await find({ tags: [{ key: 'secret', value: 'x' }] }), []);
});

test('shows each trace whole, once, also where several of its segments match', async () => {
  const list = (await read(
    endpoint,
    'query($c:TraceQueryCondition){r:queryTraces(condition:$c){traces{spans{traceId segmentId spanId}} retrievedTimeRange{startTime endTime}}}',
    { c: condition({ paging: { pageNum: 1, pageSize: 1 } }) },
  )) as TraceList;
  assert.deepEqual(list, {
    traces: [
      {
        spans: [
          { traceId: 't4', segmentId: 't4a', spanId: 0 },
          { traceId: 't4', segmentId: 't4a', spanId: 1 },
          { traceId: 't4', segmentId: 't4b', spanId: 0 },
        ],
      },
    ],
    retrievedTimeRange: { startTime: minute(0), endTime: minute(31) },
  });
});

test('lists matching segments with what is stored beside them', async () => {
  const query =
    'query($c:TraceQueryConditionByName){r:queryBasicTracesByName(condition:$c){traces{segmentId endpointNames duration start isError traceIds}}}';
  const c = condition({
    service: { serviceName: 'web', layer: 'GENERAL' },
    instance: { serviceName: 'web', instanceName: 'w-0' },
    endpoint: { serviceName: 'web', endpointName: '/' },
    traceState: 'ERROR',
  });
  assert.deepEqual(await read(endpoint, query, { c }), {
    traces: [
      {
        segmentId: 't2a',
        endpointNames: ['/'],
        duration: 400,
        start: String(minute(2)),
        isError: true,
        traceIds: ['t2'],
      },
    ],
  });
});

test('reads a trace by its id, with or without a duration', async () => {
  const query =
    'query($t:ID!,$d:Duration){r:queryTrace(traceId:$t,duration:$d){spans{segmentId spanId parentSpanId endpointName type peer layer serviceCode refs{parentSegmentId parentSpanId type} tags{key value} attachedEvents{event}}}}';
  const spans = [
    {
      segmentId: 't1a',
      spanId: 0,
      parentSpanId: -1,
      endpointName: '/',
      type: 'Entry',
      peer: '',
      layer: 'Http',
      serviceCode: 'web',
      refs: [],
      tags: [{ key: 'http.method', value: 'GET' }],
      attachedEvents: [],
    },
    {
      segmentId: 't1a',
      spanId: 1,
      parentSpanId: 0,
      endpointName: '/pay',
      type: 'Exit',
      peer: 'cart:80',
      layer: 'Unknown',
      serviceCode: 'web',
      refs: [],
      tags: [],
      attachedEvents: [],
    },
    {
      segmentId: 't1b',
      spanId: 0,
      parentSpanId: -1,
      endpointName: '/pay',
      type: 'Entry',
      peer: '',
      layer: 'Unknown',
      serviceCode: 'cart',
      refs: [{ parentSegmentId: 't1a', parentSpanId: 1, type: 'CROSS_PROCESS' }],
      tags: [],
      attachedEvents: [],
    },
  ];
  assert.deepEqual(await read(endpoint, query, { t: 't1' }), { spans });
  assert.deepEqual(await read(endpoint, query, { t: 't1', d: minutes(0, 9) }), { spans });
  assert.deepEqual(await read(endpoint, query, { t: 'none' }), { spans: [] });
});

test('shows the rest of a trace when a stored segment cannot be read', async () => {
  const seed = new Seed();
  for (const stored of call(1, 10)) store(seed, stored);
  const broken = call(1, 10)[0];
  if (broken !== undefined) {
    seed.record(segmentRecord, {
      startTime: minute(1),
      traceId: 't1',
      segmentId: 'broken',
      service: web,
      instance: '',
      endpoint: '',
      latency: 1,
      tags: [],
      body: Uint8Array.of(0x0a, 0xff, 0xff),
    });
  }
  const query = '{r:queryTrace(traceId:"t1"){spans{segmentId}}}';
  assert.deepEqual(await read(endpointOver(await seededStore(seed)), query), {
    spans: [{ segmentId: 't1a' }, { segmentId: 't1a' }, { segmentId: 't1b' }],
  });
});

test('offers searchable tags that were seen on the days of the window', async () => {
  const { data } = await ask(
    endpoint,
    `query($d:Duration!){a:queryTraceTagAutocompleteKeys(duration:$d)
      b:queryTraceTagAutocompleteValues(tagKey:"http.method",duration:$d)
      c:queryTraceTagAutocompleteValues(tagKey:"nothing",duration:$d)
      d:hasQueryTracesV2Support}`,
    { d: minutes(-30, -20) },
  );
  assert.deepEqual(data, { a: ['http.method'], b: ['GET', 'POST'], c: [], d: true });
});

test('offers as many tags, and takes as many fields, as the settings say', async () => {
  const few = { tagKeysMax: 0, tagValuesMax: 1, fieldsMax: 2 };
  const limited = endpointOver(await seededStore(seed), undefined, few);
  const { data } = await ask(
    limited,
    `query($d:Duration!){a:queryTraceTagAutocompleteKeys(duration:$d)
      b:queryTraceTagAutocompleteValues(tagKey:"http.method",duration:$d)}`,
    { d: minutes(-30, -20) },
  );
  const { a, b } = data ?? {};
  assert.deepEqual([a, (b as readonly string[] | undefined)?.length], [[], 1]);
  const { errors } = await ask(limited, '{ a: version b: version c: version }');
  assert.deepEqual(errors?.[0]?.extensions, { code: 'QUERY_REQUEST_TOO_LARGE' });
});

test('finds the traces of a page among thousands of segments of one trace', async () => {
  const many = new Seed();
  const front = must(call(1, 10)[0], 'the first segment of a call');
  for (let i = 0; i < 1_200; i++) {
    const spans = front.sample.spans.map((span) => ({ ...span, startTime: minute(20) + i }));
    store(many, { ...front, sample: { ...front.sample, traceSegmentId: `s${i}`, spans } });
  }
  for (const stored of call(2, 10)) store(many, stored);
  const query =
    'query($c:TraceQueryCondition){r:queryTraces(condition:$c){traces{spans{traceId}}}}';
  const c = condition({ serviceId: web, paging: { pageNum: 2, pageSize: 1 } });
  assert.deepEqual(await read(endpointOver(await seededStore(many)), query, { c }), {
    traces: [{ spans: [{ traceId: 't2' }, { traceId: 't2' }, { traceId: 't2' }] }],
  });
});
