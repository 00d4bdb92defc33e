/**
 * Service maps made from a seed: a small shop of five, or any number of services in tiers with databases, caches and
 * queues at the right edge.
 */
import { seededRandom } from './mock-traces.ts';

export interface MockNode {
  id: string;
  name: string;
  type: string;
  isReal: boolean;
  layers: string[];
}

export interface MockCall {
  id: string;
  source: string;
  target: string;
  sourceComponents: string[];
  targetComponents: string[];
  detectPoints: string[];
}

export interface MockTopology {
  nodes: MockNode[];
  calls: MockCall[];
}

/** The id that the protocol gives to a service of that name. */
export function mockServiceId(name: string, isReal: boolean): string {
  return `${Buffer.from(name, 'utf8').toString('base64')}.${isReal ? 1 : 0}`;
}

function node(name: string, type: string, isReal = true, layer = 'GENERAL'): MockNode {
  return {
    id: mockServiceId(name, isReal),
    name,
    type,
    isReal,
    layers: isReal ? [layer] : [layer],
  };
}

function call(source: MockNode, target: MockNode): MockCall {
  const component = target.isReal ? 'SpringMVC' : target.type;
  return {
    id: `${source.id}-${target.id}`,
    source: source.id,
    target: target.id,
    sourceComponents: [component],
    targetComponents: [component],
    detectPoints:
      target.isReal && source.isReal ? ['CLIENT', 'SERVER'] : [source.isReal ? 'CLIENT' : 'SERVER'],
  };
}

const USER = node('User', 'USER', false, 'UNDEFINED');

function shop(): MockTopology {
  const gateway = node('gateway', 'SpringCloudGateway');
  const cart = node('cart', 'SpringMVC');
  const pricing = node('pricing', 'GRPC');
  const mysql = node('mysql:3306', 'Mysql', false, 'VIRTUAL_DATABASE');
  return {
    nodes: [USER, gateway, cart, pricing, mysql],
    calls: [
      call(USER, gateway),
      call(gateway, cart),
      call(cart, pricing),
      call(pricing, mysql),
      call(cart, mysql),
    ],
  };
}

const DOMAINS = [
  'checkout',
  'catalog',
  'billing',
  'search',
  'identity',
  'shipping',
  'media',
  'report',
  'risk',
  '支付',
];
const PARTS = [
  'api',
  'worker',
  'core',
  'sync',
  'cache-loader',
  'edge',
  'batch',
  'stream',
  'store',
  'rules',
];
const TYPES = ['SpringMVC', 'Tomcat', 'GRPC', 'Go', 'Python', 'NodeJS', 'Envoy', 'Dubbo'];
const STORES: readonly (readonly [string, string, string])[] = [
  ['mysql', 'Mysql', 'VIRTUAL_DATABASE'],
  ['postgres', 'PostgreSQL', 'VIRTUAL_DATABASE'],
  ['redis', 'Redis', 'VIRTUAL_CACHE'],
  ['kafka', 'Kafka', 'VIRTUAL_MQ'],
  ['mongo', 'MongoDB', 'VIRTUAL_DATABASE'],
];

/** A map of `size` services with about three times as many calls, a few of which run in circles. */
export function mockTopology(size: number, seed = 1): MockTopology {
  if (size <= 0) return { nodes: [], calls: [] };
  if (size <= 5) return shop();
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const services: MockNode[] = [];
  const stores: MockNode[] = [];
  for (let i = 0; services.length + stores.length + 1 < size; i += 1) {
    const domain = DOMAINS[i % DOMAINS.length] ?? '';
    const round = Math.floor(i / DOMAINS.length);
    if (i % 6 === 5) {
      const [name, type, layer] = STORES[below(STORES.length)] ?? [
        'mysql',
        'Mysql',
        'VIRTUAL_DATABASE',
      ];
      stores.push(node(`${name}-${domain}-${round}:${3000 + i}`, type, false, layer));
      continue;
    }
    const part = PARTS[round % PARTS.length] ?? '';
    const number = round < PARTS.length ? '' : `-${Math.floor(round / PARTS.length) + 1}`;
    const layer = i % 11 === 0 ? 'MESH' : i % 13 === 0 ? 'K8S_SERVICE' : 'GENERAL';
    services.push(
      node(`${domain}-${part}${number}`, TYPES[below(TYPES.length)] ?? '', true, layer),
    );
  }
  const calls = new Map<string, MockCall>();
  const connect = (source: MockNode | undefined, target: MockNode | undefined): void => {
    if (source === undefined || target === undefined || source === target) return;
    const made = call(source, target);
    calls.set(made.id, made);
  };
  const tiers = 7;
  const tierOf = (i: number): number => Math.floor((i * tiers) / services.length);
  const inTier = (tier: number): MockNode | undefined => {
    const from = Math.ceil((tier * services.length) / tiers);
    const to = Math.ceil(((tier + 1) * services.length) / tiers);
    return services[from + below(Math.max(1, to - from))];
  };
  for (let i = 0; i < services.length; i += 1) {
    const tier = tierOf(i);
    if (tier === 0) {
      if (i < 4) connect(USER, services[i]);
    } else connect(inTier(tier - 1), services[i]);
  }
  for (const store of stores) connect(services[below(services.length)], store);
  while (calls.size < size * 3 - 3) {
    const from = below(services.length);
    const tier = tierOf(from);
    const chance = random();
    if (chance < 0.25 && stores.length > 0) connect(services[from], stores[below(stores.length)]);
    else if (chance < 0.97)
      connect(services[from], inTier(Math.min(tiers - 1, tier + 1 + below(2))));
    else connect(services[from], services[below(services.length)]);
  }
  return { nodes: [USER, ...services, ...stores], calls: [...calls.values()] };
}
