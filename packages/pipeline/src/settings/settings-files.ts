import { ApdexThresholds } from './apdex-thresholds.ts';
import { EndpointRules } from './endpoint-rules.ts';
import { type GenAiModel, GenAiModels } from './gen-ai-models.ts';
import { type OpenApiOperation, OpenApiRules } from './openapi-rules.ts';
import { type SamplingPolicy, SamplingPolicies } from './sampling-policies.ts';
import { type SettingsNode, parseSettings } from './settings-text.ts';

/**
 * The YAML texts that SkyWalking's operators know: as files, and as values of the dynamic configuration. Each parser
 * takes the text and the name that messages call it by, and throws a `CodedError` `SETTINGS_INVALID` with the place.
 * Keys that are not known are passed over.
 */

/** trace-sampling-policy-settings.yml: `default: {rate, duration}`, `services: [{name, rate, duration}]`. */
export function parseSamplingPolicies(text: string, name: string): SamplingPolicies {
  const root = parseSettings(text, name);
  const services = new Map<string, SamplingPolicy>();
  for (const service of root.get('services').list()) {
    services.set(service.get('name').text(), samplingPolicyOf(service));
  }
  return new SamplingPolicies(samplingPolicyOf(root.get('default')), services);
}

function samplingPolicyOf(node: SettingsNode): SamplingPolicy {
  const rate = node.get('rate');
  const duration = node.get('duration');
  if (!rate.absent && (rate.integer() < 0 || rate.integer() > 10_000)) {
    throw rate.refuse('a rate from 0 to 10000');
  }
  return {
    ...(rate.absent ? {} : { rate: rate.integer() }),
    ...(duration.absent ? {} : { durationMs: duration.integer() }),
  };
}

/** gateways.yml: `gateways: [{name, instances: [{host, port}]}]`; the port is 80 where it is left out. */
export function parseGateways(text: string, name: string): ReadonlySet<string> {
  const addresses = new Set<string>();
  for (const gateway of parseSettings(text, name).get('gateways').list()) {
    for (const instance of gateway.get('instances').list()) {
      const port = instance.get('port');
      addresses.add(`${instance.get('host').text()}:${port.absent ? 80 : port.integer()}`);
    }
  }
  return addresses;
}

/** endpoint-name-grouping.yml: `grouping: [{service-name, rules: [pattern]}]`. */
export function parseEndpointRules(text: string, name: string): EndpointRules {
  const patterns = new Map<string, string[]>();
  for (const group of parseSettings(text, name).get('grouping').list()) {
    const service = group.get('service-name').text();
    const rules = group
      .get('rules')
      .list()
      .map((rule) => rule.text());
    patterns.set(service, [...(patterns.get(service) ?? []), ...rules]);
  }
  return new EndpointRules(patterns);
}

/** service-apdex-threshold.yml: `default: 500`, then a line a service. */
export function parseApdexThresholds(text: string, name: string): ApdexThresholds {
  let defaultMs = 500;
  const servicesMs = new Map<string, number>();
  for (const [key, value] of parseSettings(text, name).entries()) {
    if (key === 'default') defaultMs = value.number();
    else servicesMs.set(key, value.number());
  }
  return new ApdexThresholds(defaultMs, servicesMs);
}

/** Dynamic settings of agents: `configurations: {service: {key: value}}`, values of any scalar kind. */
export function parseAgentConfigurations(
  text: string,
  name: string,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const services = parseSettings(text, name).get('configurations').entries();
  return new Map(
    services.map(([service, settings]) => [
      service,
      new Map(settings.entries().map(([key, value]) => [key, value.scalar()])),
    ]),
  );
}

/** gen-ai-config.yml: `providers: [{provider, prefix-match, models: [{name, aliases, …-cost-per-m}]}]`. */
export function parseGenAiModels(text: string, name: string): GenAiModels {
  const providers = parseSettings(text, name).get('providers').list();
  return new GenAiModels(
    providers.map((provider) => ({
      name: provider.get('provider').text(),
      prefixes: provider
        .get('prefix-match')
        .list()
        .map((prefix) => prefix.text()),
      models: provider.get('models').list().map(genAiModelOf),
    })),
  );
}

function genAiModelOf(model: SettingsNode): GenAiModel {
  const input = model.get('input-estimated-cost-per-m');
  const output = model.get('output-estimated-cost-per-m');
  const aliases = model.get('aliases').list();
  return {
    prefixes: [model.get('name').text(), ...aliases.map((alias) => alias.text())],
    inputCostPerMillion: input.absent ? 0 : input.number(),
    outputCostPerMillion: output.absent ? 0 : output.number(),
  };
}

export interface OpenApiFile {
  /** `orders/v1.yaml`: what messages call it. */
  readonly name: string;
  /** The folder's name, for definitions that name no service. */
  readonly service: string;
  readonly text: string;
}

const methods: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'delete',
  'trace',
  'options',
  'head',
  'patch',
]);

/** openapi-definitions/<service>/*.yaml. */
export function parseOpenApiFiles(files: readonly OpenApiFile[]): OpenApiRules {
  return new OpenApiRules(files.flatMap(operationsOf));
}

function operationsOf(file: OpenApiFile): OpenApiOperation[] {
  const root = parseSettings(file.text, file.name);
  const textOf = (key: string, otherwise: string): string => {
    const node = root.get(key);
    return node.absent ? otherwise : node.text();
  };
  const service = textOf('x-sw-service-name', file.service);
  const matchRule = textOf('x-sw-endpoint-name-match-rule', '${METHOD}:${PATH}');
  const nameFormat = textOf('x-sw-endpoint-name-format', '${METHOD}:${PATH}');
  const operations: OpenApiOperation[] = [];
  for (const [path, item] of root.get('paths').entries()) {
    for (const [key] of item.entries()) {
      if (!methods.has(key)) continue;
      const fill = (template: string): string =>
        template.replaceAll('${METHOD}', key.toUpperCase()).replaceAll('${PATH}', path);
      operations.push({ service, match: fill(matchRule), name: fill(nameFormat) });
    }
  }
  return operations;
}
