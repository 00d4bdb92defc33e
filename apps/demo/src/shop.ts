/**
 * The shop: who calls whom. Four services, each a process of its own under the unmodified SkyWalking agent for Node.
 *
 *     visitors → web → catalogue → PostgreSQL
 *                  └→ cart ───→ billing
 *                         └───→ catalogue
 */
export interface ShopRoute {
  readonly path: string;
  /** Own work, before calling on. */
  readonly workMs: number;
  /** One call in so many takes ten times as long, and one in so many fails; 0 is never. */
  readonly slowEvery: number;
  readonly failEvery: number;
  readonly calls: readonly { readonly service: ShopServiceName; readonly path: string }[];
  readonly query?: string;
}

export type ShopServiceName = 'web' | 'catalogue' | 'cart' | 'billing';

export const shop: Readonly<Record<ShopServiceName, readonly ShopRoute[]>> = {
  web: [
    {
      path: '/',
      workMs: 3,
      slowEvery: 0,
      failEvery: 0,
      calls: [{ service: 'catalogue', path: '/books' }],
    },
    {
      path: '/book',
      workMs: 2,
      slowEvery: 0,
      failEvery: 0,
      calls: [{ service: 'catalogue', path: '/book' }],
    },
    {
      path: '/checkout',
      workMs: 4,
      slowEvery: 0,
      failEvery: 0,
      calls: [{ service: 'cart', path: '/checkout' }],
    },
  ],
  catalogue: [
    {
      path: '/books',
      workMs: 5,
      slowEvery: 25,
      failEvery: 0,
      calls: [],
      query: 'select id, title, price from book order by id limit 20',
    },
    {
      path: '/book',
      workMs: 2,
      slowEvery: 0,
      failEvery: 60,
      calls: [],
      query: 'select id, title, price from book where id = $1',
    },
  ],
  cart: [
    {
      path: '/checkout',
      workMs: 6,
      slowEvery: 0,
      failEvery: 0,
      calls: [
        { service: 'catalogue', path: '/book' },
        { service: 'billing', path: '/charge' },
      ],
    },
  ],
  billing: [{ path: '/charge', workMs: 15, slowEvery: 12, failEvery: 15, calls: [] }],
};

/** What visitors do, by share. */
export const visits: readonly { readonly path: string; readonly share: number }[] = [
  { path: '/', share: 5 },
  { path: '/book', share: 3 },
  { path: '/checkout', share: 2 },
];

/** Requests a second from all visitors together: a trickle that no laptop notices. */
export const visitsPerSecond = 6;
