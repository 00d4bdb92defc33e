import { CodedError } from '@stormpetrel/base';
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenAiModels } from './gen-ai-models.ts';
import { genAiProviders } from './gen-ai-providers.ts';
import { parseLatencyThresholds } from './latency-thresholds.ts';
import {
  parseApdexThresholds,
  parseEndpointRules,
  parseGateways,
  parseGenAiModels,
  parseOpenApiFiles,
  parseSamplingPolicies,
} from './settings-files.ts';

function refuses(parse: () => unknown, message: string): void {
  assert.throws(parse, (thrown: unknown) => {
    assert.ok(thrown instanceof CodedError);
    assert.equal(thrown.code, 'SETTINGS_INVALID');
    assert.ok(thrown.message.includes(message), thrown.message);
    return true;
  });
}

test('reads thresholds by kind, whatever the case, with a default', () => {
  const thresholds = parseLatencyThresholds(' default:200, MongoDB : 100 ,', 'slow');
  assert.deepEqual(
    ['mysql', 'MONGODB'].map((kind) => thresholds.get(kind)),
    [200, 100],
  );
  assert.equal(parseLatencyThresholds('redis:10', 'slow').get('other'), Infinity);
  refuses(() => parseLatencyThresholds('default', 'slow'), 'slow: expected kind:milliseconds');
  refuses(() => parseLatencyThresholds('a:-1', 'slow'), '"a:-1"');
  refuses(() => parseLatencyThresholds('a:1:2', 'slow'), '"a:1:2"');
});

test('reads sampling policies, and falls back to the default where a service says nothing', () => {
  const policies = parseSamplingPolicies(
    `
    default:
      rate: 1000
      duration: 500
    services:
      - name: vip
        rate: 10000
      - name: 7
        duration: -1`,
    'sampling.yml',
  );
  const kept = (service: string, draw: number, durationMs: number): boolean =>
    policies.keeps(service, draw, durationMs);
  assert.deepEqual(
    [kept('any', 999, 0), kept('any', 1000, 499), kept('any', 9999, 500)],
    [true, false, true],
  );
  assert.deepEqual(
    [kept('vip', 9999, 0), kept('7', 1000, 9999), kept('7', 999, 0)],
    [true, false, true],
  );
  assert.equal(policies.keepsAll, false);
  assert.equal(parseSamplingPolicies('', 'x').keepsAll, true);
  refuses(() => parseSamplingPolicies('default: {rate: 10001}', 'x'), 'x: default.rate: expected');
  refuses(
    () => parseSamplingPolicies('default: {rate: many}', 'x'),
    'a whole number, found "many"',
  );
  refuses(() => parseSamplingPolicies('services: [{rate: 1}]', 'x'), 'services[0].name');
  refuses(() => parseSamplingPolicies('default: [', 'x'), 'x: ');
});

test('reads gateways, port 80 where none is said', () => {
  const text = `
    gateways:
      - name: proxy0
        instances:
          - {host: 127.0.0.1, port: 9099}
          - {host: proxy}
      - name: none`;
  assert.deepEqual([...parseGateways(text, 'gateways.yml')], ['127.0.0.1:9099', 'proxy:80']);
  assert.deepEqual([...parseGateways('# nothing\n', 'gateways.yml')], []);
  refuses(
    () => parseGateways('gateways: [{instances: [{port: 1}]}]', 'gateways.yml'),
    'gateways.yml: gateways[0].instances[0].host: expected a text',
  );
  refuses(() => parseGateways('gateways: 7', 'gateways.yml'), 'expected a list, found 7');
});

test('reads rules that group endpoints', () => {
  const rules = parseEndpointRules(
    `grouping:
      - service-name: shop
        rules: ['/prod/{var}', '/prod/{var}/{var}', '/prod/new/{var}']
      - service-name: shop
        rules: ['/more/{var}']`,
    'x',
  );
  const format = (name: string): unknown => rules.format('shop', name);
  assert.equal(format('/prod/1'), '/prod/{var}');
  assert.equal(format('/prod/1/2'), '/prod/{var}/{var}');
  assert.equal(format('/prod/new/2'), '/prod/new/{var}');
  assert.equal(format('/more/1'), '/more/{var}');
  assert.equal(format('/prod/'), undefined);
  assert.equal(format('/prod/1/2/3'), undefined);
  assert.equal(rules.format('other', '/prod/1'), undefined);
  refuses(() => parseEndpointRules('grouping: [{rules: [a]}]', 'x'), 'grouping[0].service-name');
});

test('reads apdex thresholds', () => {
  const thresholds = parseApdexThresholds('default: 400\ntomcat: 1000\n', 'x');
  assert.deepEqual(
    ['tomcat', 'other'].map((name) => thresholds.get(name)),
    [1000, 400],
  );
  assert.equal(parseApdexThresholds('', 'x').get('a'), 500);
  refuses(() => parseApdexThresholds('tomcat: fast', 'x'), 'x: tomcat: expected a number');
});

test('reads OpenAPI definitions', () => {
  const rules = parseOpenApiFiles([
    {
      name: 'shop/a.yaml',
      service: 'shop',
      text: `
        paths:
          /products:
            get: {}
            summary: no operation
          /products/{id}:
            get: {}
            delete: {}
          /products/{id}/{part}:
            get: {}
          /products/{id}/parts:
            get: {}`,
    },
    {
      name: 'b.yaml',
      service: '',
      text: `
        x-sw-service-name: other
        x-sw-endpoint-name-match-rule: "<\${METHOD}>:\${PATH}"
        x-sw-endpoint-name-format: "\${PATH} (\${METHOD})"
        paths:
          /a.b/{c}: {put: {}}`,
    },
  ]);
  const format = (name: string): unknown => rules.format('shop', name);
  assert.equal(format('GET:/products'), 'GET:/products');
  assert.equal(format('GET:/products/7'), 'GET:/products/{id}');
  assert.equal(format('DELETE:/products/7'), 'DELETE:/products/{id}');
  assert.equal(format('GET:/products/7/parts'), 'GET:/products/{id}/parts');
  assert.equal(format('GET:/products/7/8'), 'GET:/products/{id}/{part}');
  assert.equal(format('POST:/products'), undefined);
  assert.equal(rules.format('other', '<PUT>:/a.b/7'), '/a.b/{c} (PUT)');
  assert.equal(rules.format('other', '<PUT>:/aXb/7'), undefined);
});

test('reads prices of models, and finds the longest prefix', () => {
  const models = parseGenAiModels(
    `providers:
      - provider: ollama
        prefix-match: [llama]
        models:
          - {name: llama, input-estimated-cost-per-m: 1, output-estimated-cost-per-m: 2.5}
          - {name: llama-big, aliases: [big], input-estimated-cost-per-m: 9}`,
    'x',
  );
  assert.deepEqual(
    ['llama-7b', 'gpt'].map((name) => models.provider(name)),
    ['ollama', 'unknown'],
  );
  assert.equal(models.costMicros('llama-7b', 10, 4), 20);
  assert.equal(models.costMicros('llama-big-2', 10, 4), 90);
  assert.equal(models.costMicros('big', 1, 1), 9);
  assert.equal(models.costMicros('none', 1, 1), 0);
  const shipped = new GenAiModels(genAiProviders);
  assert.equal(shipped.provider('claude-opus-4-6'), 'anthropic');
  assert.equal(shipped.costMicros('gpt-4o-mini-2024', 100, 100), 75);
});

test('refuses any other text with the one error that operators know', () => {
  const parsers = [
    parseSamplingPolicies,
    parseGateways,
    parseEndpointRules,
    parseApdexThresholds,
    parseGenAiModels,
    parseLatencyThresholds,
    (text: string) => parseOpenApiFiles([{ name: 'x', service: 's', text }]),
  ];
  const key = fc.constantFrom('default', 'services', 'gateways', 'grouping', 'providers', 'paths');
  const yaml = fc.dictionary(key, fc.jsonValue()).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.oneof(fc.string(), yaml), (text) => {
      for (const parse of parsers) {
        try {
          parse(text, 'x');
        } catch (thrown) {
          assert.ok(thrown instanceof CodedError, String(thrown));
        }
      }
    }),
    { numRuns: 100 },
  );
});
