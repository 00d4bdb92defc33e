import { Layer } from '@stormpetrel/model';
import { type SegmentSample, SegmentBuilder, referenceFrom } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnalyzerSettings } from '../settings/analyzer-settings.ts';
import { sourceText } from '../testing/source-text.ts';
import { type TestPipeline, openTestPipeline, testNowMs } from '../testing/test-pipeline.ts';

const startMs = testNowMs - 3_600_000;

function segmentOf(service = 'cart', instance = 'cart-1'): SegmentBuilder {
  return new SegmentBuilder(service, instance, startMs);
}

/** The sources that come of the segment, in order. */
async function check(
  segment: SegmentBuilder | SegmentSample,
  expected: readonly string[],
  settings: Partial<AnalyzerSettings> = {},
): Promise<TestPipeline> {
  const parts = openTestPipeline({ settings });
  parts.send(segment instanceof SegmentBuilder ? segment.build() : segment);
  await parts.pipeline.close();
  assert.deepEqual(parts.sources.map(sourceText), expected);
  return parts;
}

const cart = 'Y2FydA==.1';
const cart1 = `${cart}_Y2FydC0x`;
const user = 'VXNlcg==.0';

test('counts an entry span without references as a call of the user', async () => {
  const { writer } = await check(
    segmentOf().entry('GET:/cart', {
      durationMs: 80,
      spanLayer: 'Http',
      componentId: 14,
      tags: { 'http.status_code': '200' },
    }),
    [
      'Service name=cart layer=GENERAL serviceInstanceName=cart-1 endpointName=GET:/cart latency=80 status=true httpResponseStatusCode=200 type=HTTP',
      `ServiceInstance serviceId=${cart} name=cart-1 serviceName=cart serviceLayer=GENERAL endpointName=GET:/cart latency=80 status=true httpResponseStatusCode=200 type=HTTP`,
      `ServiceRelation sourceServiceId=${user} sourceServiceName=User sourceServiceInstanceName=User sourceLayer=UNDEFINED destServiceId=${cart} destServiceName=cart destLayer=GENERAL destServiceInstanceName=cart-1 endpoint=GET:/cart componentId=14 latency=80 status=true httpResponseStatusCode=200 type=HTTP detectPoint=SERVER`,
      `ServiceInstanceRelation sourceServiceInstanceId=${user}_VXNlcg== sourceServiceId=${user} sourceServiceName=User sourceServiceLayer=UNDEFINED sourceServiceInstanceName=User destServiceInstanceId=${cart1} destServiceId=${cart} destServiceLayer=GENERAL destServiceName=cart destServiceInstanceName=cart-1 endpoint=GET:/cart componentId=14 latency=80 status=true httpResponseStatusCode=200 type=HTTP detectPoint=SERVER`,
      `Endpoint name=GET:/cart serviceId=${cart} serviceName=cart serviceInstanceName=cart-1 latency=80 status=true httpResponseStatusCode=200 type=HTTP serviceLayer=GENERAL`,
      `EndpointRelation endpoint=User serviceId=${user} serviceName=User serviceInstanceName=User childEndpoint=GET:/cart childServiceId=${cart} childServiceName=cart childServiceInstanceName=cart-1 componentId=14 rpcLatency=80 status=true httpResponseStatusCode=200 type=HTTP detectPoint=SERVER serviceLayer=UNDEFINED childServiceLayer=GENERAL`,
    ],
  );
  const one = (entity: string) => [{ entity, bucketMs: startMs, values: [1] }];
  const call = (entity: string) => [{ entity, bucketMs: startMs, values: [1, [[14, 1]]] }];
  assert.deepEqual(Object.fromEntries(writer.batches[0]?.metrics ?? []), {
    Service: one(cart),
    ServiceInstance: one(cart1),
    Endpoint: one(`${cart}_R0VUOi9jYXJ0`),
    ServiceRelation: one(`${user}-${cart}`),
    ServiceInstanceRelation: one(`${user}_VXNlcg==-${cart1}`),
    EndpointRelation: one(`${user}-VXNlcg==-${cart}-R0VUOi9jYXJ0`),
    service_relation_server_side: call(`${user}-${cart}`),
    service_instance_relation_server_side: call(`${user}_VXNlcg==-${cart1}`),
    endpoint_relation_server_side: call(`${user}-VXNlcg==-${cart}-R0VUOi9jYXJ0`),
  });
});

/** Only who called whom: `kind source>target layers`. */
async function checkCalls(
  segment: SegmentBuilder,
  expected: readonly string[],
  settings: Partial<AnalyzerSettings> = {},
): Promise<TestPipeline> {
  const parts = openTestPipeline({ settings });
  parts.send(segment.build());
  await parts.pipeline.close();
  const calls = parts.sources.flatMap(([source, f]) => {
    if (source === 'ServiceRelation') {
      return `service ${f.sourceServiceId}>${f.destServiceId} ${f.detectPoint}`;
    }
    if (source === 'ServiceInstanceRelation') {
      return `instance ${f.sourceServiceInstanceName}>${f.destServiceInstanceName}`;
    }
    if (source === 'EndpointRelation') {
      return `endpoint ${f.serviceName}/${f.endpoint}>${f.childServiceName}/${f.childEndpoint}`;
    }
    return [];
  });
  const shown = calls.map((call) =>
    call.replaceAll(/[\w+/=]+(?=\.[01])/g, (name) => Buffer.from(name, 'base64').toString()),
  );
  assert.deepEqual(shown, expected);
  return parts;
}

async function callsAre(
  segment: SegmentBuilder,
  expected: readonly string[],
  settings: Partial<AnalyzerSettings> = {},
): Promise<void> {
  await checkCalls(segment, expected, settings);
}

test('counts an entry span once for each reference', () =>
  callsAre(
    segmentOf().entry('GET:/cart', {
      refs: [
        referenceFrom('web', 'web-1', 'GET:/', 'cart:80'),
        referenceFrom('app', 'app-1', 'tap', 'cart:80'),
      ],
    }),
    [
      'service web.1>cart.1 0',
      'instance web-1>cart-1',
      'endpoint web/GET:/>cart/GET:/cart',
      'service app.1>cart.1 0',
      'instance app-1>cart-1',
      'endpoint app/tap>cart/GET:/cart',
    ],
  ));

test('calls an unknown parent endpoint User, and leaves out unknown instances', () =>
  callsAre(segmentOf().entry('GET:/cart', { refs: [referenceFrom('web', '', '', 'cart:80')] }), [
    'service web.1>cart.1 0',
    'endpoint web/User>cart/GET:/cart',
  ]));

test('takes the broker for the source of a message, and its sender for the source endpoint', () =>
  callsAre(
    segmentOf().entry('Kafka/Consumer', {
      spanLayer: 'MQ',
      refs: [referenceFrom('shop', 'shop-1', 'POST:/order', 'kafka:9092')],
    }),
    [
      'service kafka:9092.0>cart.1 0',
      'instance kafka:9092>cart-1',
      'endpoint shop/POST:/order>cart/Kafka/Consumer',
    ],
  ));

test('takes the peer for the source of a message that nobody is known to have sent', () =>
  callsAre(segmentOf().entry('Kafka/Consumer', { spanLayer: 'MQ', peer: 'kafka:9092' }), [
    'service kafka:9092.0>cart.1 0',
    'instance kafka:9092>cart-1',
  ]));

test('takes a gateway without agent for the source', async () => {
  const { sources } = await checkCalls(
    segmentOf().entry('GET:/cart', {
      spanLayer: 'Http',
      refs: [referenceFrom('web', 'web-1', 'GET:/', 'proxy:9099')],
    }),
    [
      'service proxy:9099.0>cart.1 0',
      'instance proxy:9099>cart-1',
      'endpoint web/GET:/>cart/GET:/cart',
    ],
    { gatewayAddresses: new Set(['proxy:9099']) },
  );
  assert.deepEqual(
    sources.flatMap(([, { sourceLayer }]) => sourceLayer ?? []),
    [Layer.VIRTUAL_GATEWAY],
  );
});

test('knows no endpoints of a function', () =>
  callsAre(segmentOf().entry('/resize', { spanLayer: 'FAAS' }), [
    'service User.0>cart.1 0',
    'instance User>cart-1',
  ]));

test('knows no endpoint relation of a nameless operation, and no instance relation of a nameless instance', () =>
  callsAre(new SegmentBuilder('cart', '', startMs).entry(''), ['service User.0>cart.1 0']));

test('tells normal peers from guessed ones by the layer of the exit span', async () => {
  const layers = {
    Unknown: 'peer:1.0',
    Database: 'peer:1.0',
    RPCFramework: 'peer:1.1',
    Http: 'peer:1.1',
    MQ: 'peer:1.0',
    Cache: 'peer:1.0',
    FAAS: 'peer:1.1',
    GenAI: 'peer:1.0',
  } as const;
  for (const [layer, target] of Object.entries(layers)) {
    await checkCalls(
      segmentOf().exit('/call', { peer: 'peer:1', spanLayer: layer as keyof typeof layers }),
      [`service cart.1>${target} 1`, 'instance cart-1>peer:1'],
    );
  }
  await checkCalls(
    segmentOf().exit('/call', { peer: 'proxy:9099', spanLayer: 'Http' }),
    ['service cart.1>proxy:9099.0 1', 'instance cart-1>proxy:9099'],
    { gatewayAddresses: new Set(['proxy:9099']) },
  );
});

test('counts nothing for an exit span without a peer', () => callsAre(segmentOf().exit('/x'), []));

test('counts a reference of a local or exit span as a call between endpoints', async () => {
  const { writer, sources } = await checkCalls(
    segmentOf().local('async/refresh', {
      componentId: 7,
      refs: [{ ...referenceFrom('cart', 'cart-1', 'GET:/cart', ''), refType: 1 }],
    }),
    ['endpoint cart/GET:/cart>cart/async/refresh'],
  );
  assert.deepEqual(
    sources.map(([name]) => name),
    ['Endpoint', 'EndpointRelation'],
  );
  assert.deepEqual(sources[0]?.[1], {
    name: 'async/refresh',
    serviceId: cart,
    serviceName: 'cart',
    serviceInstanceName: 'cart-1',
    latency: 10,
    status: true,
    type: -1,
    serviceLayer: 2,
  });
  assert.deepEqual(
    writer.metadata('endpoint').map(({ fields }) => fields.name),
    ['GET:/cart', 'async/refresh'],
  );
  await checkCalls(
    segmentOf().exit('/call', {
      peer: 'a:1',
      spanLayer: 'Http',
      refs: [{ ...referenceFrom('cart', 'cart-1', 'GET:/cart', ''), refType: 1 }],
    }),
    ['endpoint cart/GET:/cart>cart//call', 'service cart.1>a:1.1 1', 'instance cart-1>a:1'],
  );
});

test('passes over spans that skip the analysis, and those of no known type', async () => {
  const skipped = segmentOf()
    .entry('GET:/cart', { skipAnalysis: true })
    .exit('/call', { peer: 'a:1', skipAnalysis: true })
    .local('work', { skipAnalysis: true, refs: [referenceFrom('cart', 'c', 'e', '')] });
  await check(skipped, []);
  const [span] = segmentOf().entry('GET:/cart').build().spans;
  await check({ ...segmentOf().build(), spans: [{ ...span, spanType: 7 }] }, []);
});

test('reads the status of HTTP and of RPC from tags', async () => {
  const statusOf = async (tags: readonly { key: string; value: string }[]): Promise<unknown> => {
    const parts = openTestPipeline();
    parts.send(segmentOf().entry('GET:/', { tags }).build());
    await parts.pipeline.close();
    const [, service] = parts.sources[0] ?? [];
    return [service?.httpResponseStatusCode, service?.rpcStatusCode];
  };
  const tag = (key: string, value: string) => ({ key, value });
  assert.deepEqual(await statusOf([tag('status_code', '404')]), [404, undefined]);
  assert.deepEqual(await statusOf([tag('http.status_code', 'abc'), tag('status_code', '302')]), [
    302,
    undefined,
  ]);
  assert.deepEqual(
    await statusOf([tag('http.status_code', '500'), tag('http.status_code', '5x')]),
    [500, undefined],
  );
  assert.deepEqual(await statusOf([tag('http.status_code', '-1')]), [-1, undefined]);
  assert.deepEqual(await statusOf([tag('http.status_code', '99999999999')]), [
    undefined,
    undefined,
  ]);
  assert.deepEqual(await statusOf([tag('http.status_code', '')]), [undefined, undefined]);
  assert.deepEqual(
    await statusOf([tag('rpc.status_code', 'OK'), tag('rpc.status_code', 'UNAVAILABLE')]),
    [undefined, 'UNAVAILABLE'],
  );
});

test('hands all tags to rules that ask for them', async () => {
  const seen: unknown[] = [];
  const parts = openTestPipeline({
    dispatchers: {
      Service: {
        source: 'Service',
        table: { name: 'Service', scope: 'Service', columns: [] },
        metrics: [],
        update: (_rows, _row, source) =>
          void seen.push(
            source.tags,
            source.originalTags.get('k'),
            source.originalTags.get('none'),
          ),
      },
    },
  });
  const tags = [
    { key: 'k', value: ' first' },
    { key: ' k', value: 'other ' },
    { key: 'k', value: 'last ' },
  ];
  parts.send(segmentOf().entry('GET:/', { tags }).build());
  await parts.pipeline.close();
  assert.deepEqual(seen, [['k:first', 'k:other', 'k:last'], 'last ', undefined]);
});

test('counts logic endpoints of their own, and local spans that are some', async () => {
  const endpointsOf = async (segment: SegmentBuilder): Promise<unknown> => {
    const parts = openTestPipeline();
    parts.send(segment.build());
    await parts.pipeline.close();
    return parts.sources
      .filter(([name]) => name === 'Endpoint')
      .map(([, { name, latency, status, type }]) => [name, latency, status, type]);
  };
  const own = '{"name":"GQL:books","latency":44,"status":false}';
  assert.deepEqual(
    await endpointsOf(
      segmentOf().entry('POST:/graphql', {
        tags: [
          { key: 'x-le', value: own },
          { key: 'x-le', value: '{"name":"GQL:all","latency":"7","status":"true"}' },
          { key: 'x-le', value: 'no JSON' },
          { key: 'x-le', value: '{"logic-span":true}' },
          { key: 'x-le', value: '[1]' },
          { key: 'x-le', value: '{"name":"half"}' },
        ],
      }),
    ),
    [
      ['POST:/graphql', 10, true, 2],
      ['GQL:books', 44, false, 6],
      ['GQL:all', 7, true, 6],
    ],
  );
  assert.deepEqual(
    await endpointsOf(segmentOf().local('step', { tags: { 'x-le': '{"logic-span":true}' } })),
    [['step', 10, true, 6]],
  );
  assert.deepEqual(
    await endpointsOf(segmentOf().local('step', { tags: { 'x-le': own }, skipAnalysis: true })),
    [['GQL:books', 44, false, 6]],
  );
  assert.deepEqual(await endpointsOf(segmentOf().exit('out', { tags: { 'x-le': own } })), []);
});

test('keeps latencies that tags tell within 32 bits, and takes a number for a name', async () => {
  const parts = openTestPipeline();
  const tell = (latency: string): string => `{"name":404,"latency":${latency},"status":true}`;
  for (const latency of ['1e300', '-1e300', '1e400', '"1e999"', '12.9', '"x"']) {
    parts.send(
      segmentOf()
        .local('step', { tags: { 'x-le': tell(latency) } })
        .build(),
    );
  }
  await parts.pipeline.close();
  assert.deepEqual(
    parts.sources.map(([, { name, latency }]) => [name, latency]),
    [0x7fff_ffff, -0x7fff_ffff, 0x7fff_ffff, 0x7fff_ffff, 12].map((latency) => ['404', latency]),
  );
});

test('cuts names that are too long before ids are made of them', async () => {
  const long = 'x'.repeat(200);
  const { writer } = await checkCalls(
    new SegmentBuilder(long, long, startMs).entry(long, {
      refs: [referenceFrom(long, long, long, long)],
    }),
    [
      `service ${'x'.repeat(70)}.1>${'x'.repeat(70)}.1 0`,
      `instance ${'x'.repeat(70)}>${'x'.repeat(70)}`,
      `endpoint ${'x'.repeat(70)}/${'x'.repeat(150)}>${'x'.repeat(70)}/${'x'.repeat(150)}`,
    ],
  );
  assert.deepEqual(
    writer.metadata('alias').map(({ fields }) => fields.address),
    ['x'.repeat(70)],
  );
});

test('keeps latencies within 32 bits, and negative ones as they are', async () => {
  const latencyOf = async (endTime: number): Promise<unknown> => {
    const parts = openTestPipeline();
    parts.send(segmentOf().entry('GET:/', { endTime }).build());
    await parts.pipeline.close();
    return parts.sources[0]?.[1].latency;
  };
  assert.equal(await latencyOf(startMs - 25), -25);
  assert.equal(await latencyOf(startMs + 3_000_000_000), 0x7fff_ffff);
  assert.equal(await latencyOf(-9e18), -0x7fff_ffff);
});
