/**
 * A made-up shop of fifteen services whose every number is a function of a name and a minute: the same question always
 * has the same answer, without anything being kept. It holds what a page has to survive: a name of 60 letters, a
 * Chinese one, a service that has been silent for a year, an incident, an instance that restarts, and databases that are
 * only known from calls to them.
 */

export interface WorldService {
  readonly id: string;
  readonly name: string;
  readonly layer: string;
  readonly normal: boolean;
  readonly callsPerMinute: number;
  readonly latencyMs: number;
  readonly errorShare: number;
  readonly instances: readonly string[];
  readonly endpoints: readonly string[];
  /** Names of the services that it calls. */
  readonly calls: readonly string[];
  readonly isSilent?: boolean;
  /** The runtime of its instances. */
  readonly language: 'JAVA' | 'NODEJS' | 'PYTHON' | 'DOTNET' | 'GO' | 'UNKNOWN';
}

export type Scene = 'full' | 'empty' | 'one' | 'broken' | 'partial' | 'many';

export const minuteMs = 60_000;

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function service(
  name: string,
  numbers: readonly [callsPerMinute: number, latencyMs: number, errorShare: number],
  rest: Partial<WorldService> = {},
): WorldService {
  const [callsPerMinute, latencyMs, errorShare] = numbers;
  const normal = rest.normal ?? true;
  return {
    id: `${base64(name)}.${normal ? 1 : 0}`,
    name,
    layer: 'GENERAL',
    normal,
    callsPerMinute,
    latencyMs,
    errorShare,
    instances: normal
      ? [0, 1, 2].map(
          (i) => `${name.slice(0, 24)}-7d9f8b6c4-${'xkq2v9mzt8bw'.slice(i * 4, i * 4 + 4)}`,
        )
      : [],
    endpoints: [],
    calls: [],
    language: 'JAVA',
    ...rest,
  };
}

const shop: readonly WorldService[] = [
  service('gateway', [5200, 84, 0.004], {
    language: 'GO',
    calls: ['cart', 'checkout', 'search', 'recommendation', 'storefront'],
    endpoints: [
      'GET:/',
      'GET:/api/search',
      'GET:/api/cart',
      'POST:/api/cart/items',
      'POST:/api/checkout',
      'GET:/api/products/{id}',
      'GET:/health',
    ],
  }),
  service('storefront', [2400, 46, 0.001], {
    language: 'NODEJS',
    calls: ['pricing', 'redis:6379'],
    endpoints: ['GET:/', 'GET:/products/{id}', 'GET:/category/{slug}'],
  }),
  service('cart', [1900, 38, 0.002], {
    calls: ['pricing', 'inventory', 'redis:6379'],
    endpoints: ['GET:/cart', 'POST:/cart/items', 'DELETE:/cart/items/{id}', 'POST:/cart/merge'],
  }),
  service('checkout', [410, 320, 0.012], {
    calls: ['payment', 'inventory', '订单服务', 'kafka:9092'],
    endpoints: ['POST:/checkout', 'GET:/checkout/{id}', 'POST:/checkout/{id}/confirm'],
  }),
  service('payment', [395, 610, 0.021], {
    calls: [
      'orders-primary.mysql:3306',
      'notification-and-customer-communication-preferences-service',
    ],
    endpoints: [
      'POST:/payments',
      'POST:/payments/{id}/capture',
      'POST:/payments/{id}/refund',
      'GET:/payments/{id}',
    ],
  }),
  service('inventory', [2300, 22, 0.0004], {
    calls: ['orders-primary.mysql:3306'],
    endpoints: ['GET:/stock/{sku}', 'POST:/stock/reserve', 'POST:/stock/release'],
  }),
  service('pricing', [4100, 12, 0], {
    language: 'GO',
    calls: ['redis:6379'],
    endpoints: ['/pricing.v1.Pricing/Quote', '/pricing.v1.Pricing/QuoteBatch'],
  }),
  service('recommendation', [760, 145, 0.003], {
    language: 'PYTHON',
    calls: ['search'],
    endpoints: ['GET:/recommend', 'POST:/recommend/feedback'],
  }),
  service('search', [1350, 96, 0.0012], {
    calls: ['redis:6379'],
    endpoints: ['GET:/search', 'GET:/suggest', 'POST:/index'],
  }),
  service('订单服务', [402, 58, 0.002], {
    calls: ['orders-primary.mysql:3306', 'kafka:9092'],
    endpoints: ['POST:/订单', 'GET:/订单/{编号}', 'POST:/订单/{编号}/取消'],
  }),
  service('notification-and-customer-communication-preferences-service', [390, 210, 0.006], {
    language: 'DOTNET',
    calls: ['kafka:9092'],
    endpoints: ['POST:/notify', 'GET:/preferences/{customerId}'],
  }),
  service('ledger-archive', [12, 900, 0], {
    isSilent: true,
    endpoints: ['POST:/archive'],
    instances: [],
  }),
  service('orders-primary.mysql:3306', [3050, 9, 0.0006], {
    normal: false,
    layer: 'VIRTUAL_DATABASE',
    language: 'UNKNOWN',
  }),
  service('redis:6379', [8800, 0.9, 0], {
    normal: false,
    layer: 'VIRTUAL_CACHE',
    language: 'UNKNOWN',
  }),
  service('kafka:9092', [820, 4, 0], { normal: false, layer: 'VIRTUAL_MQ', language: 'UNKNOWN' }),
];

/** The services of a scene. */
export function worldServices(scene: Scene): readonly WorldService[] {
  if (scene === 'empty') return [];
  if (scene === 'one') return shop.slice(2, 3).map((each) => ({ ...each, calls: [] }));
  if (scene !== 'many') return shop;
  const more = Array.from({ length: 985 }, (_, i) =>
    service(
      `tenant-${String(i % 40).padStart(2, '0')}::worker-${i}`,
      [5 + ((i * 37) % 900), 5 + ((i * 13) % 400), i % 50 === 0 ? 0.02 : 0],
      {
        endpoints: ['POST:/work'],
      },
    ),
  );
  return [...shop, ...more];
}

/** A number in [0, 1) that only depends on its words. */
export function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296;
}

/** Smooth noise around 1: slow waves and some jitter, as real traffic has. */
export function noise(name: string, timeMs: number, amplitude: number): number {
  const minute = timeMs / minuteMs;
  const wave = (periodMinutes: number): number => {
    const at = minute / periodMinutes;
    const left = unitHash(`${name}${periodMinutes}:${Math.floor(at)}`);
    const right = unitHash(`${name}${periodMinutes}:${Math.floor(at) + 1}`);
    const share = at - Math.floor(at);
    const eased = share * share * (3 - 2 * share);
    return left + (right - left) * eased - 0.5;
  };
  return 1 + amplitude * (wave(40) * 0.8 + wave(7) * 0.6 + wave(1) * 0.45);
}

/** Traffic follows the day: low at 4, high at 16 o'clock UTC. */
export function daily(timeMs: number): number {
  return 0.72 + 0.28 * Math.sin(((timeMs / 3_600_000 - 10) / 24) * 2 * Math.PI);
}

/** The incident: for seven minutes payment is slow and fails, and who waits for it too. 0 outside, up to 1 inside. */
export function incident(name: string, timeMs: number, nowMs: number): number {
  const share: Readonly<Record<string, number>> = { payment: 1, checkout: 0.8, gateway: 0.12 };
  const strength = share[name] ?? 0;
  const startMs = Math.floor(nowMs / minuteMs) * minuteMs - 13 * minuteMs;
  const at = (timeMs - startMs) / (7 * minuteMs);
  if (strength === 0 || at < 0 || at >= 1) return 0;
  return strength * Math.sin(Math.PI * Math.min(1, at + 0.12));
}
