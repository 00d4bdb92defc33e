import type { FunctionComponent } from 'preact';
import type { PageProps } from '../base/page-props.ts';

/** A page: its address, its code (fetched when it is first opened), and its place in the bar if it has one. */
export interface Route {
  readonly path: string;
  readonly load: () => Promise<{ readonly Page: FunctionComponent<PageProps> }>;
  readonly nav?: NavPlace;
}

export interface NavPlace {
  readonly label: string;
  readonly keys: string;
  /** Stands behind “More” where the screen is too narrow for all. */
  readonly isSecondary?: boolean;
}

/** Every address of the interface. They stay: people keep them in runbooks. */
export const routes: readonly Route[] = [
  {
    path: '/services',
    load: () => import('../features/services/services-page.tsx'),
    nav: { label: 'Services', keys: 'g s' },
  },
  {
    path: '/map',
    load: () => import('../features/map/map-page.tsx'),
    nav: { label: 'Map', keys: 'g m', isSecondary: true },
  },
  { path: '/service/:id', load: () => import('../features/entity/service-page.tsx') },
  { path: '/instance/:id', load: () => import('../features/entity/instance-page.tsx') },
  { path: '/endpoint/:id', load: () => import('../features/entity/endpoint-page.tsx') },
  {
    path: '/traces',
    load: () => import('../features/traces/traces-page.tsx'),
    nav: { label: 'Traces', keys: 'g t' },
  },
  { path: '/trace/:id', load: () => import('../features/trace/trace-page.tsx') },
  {
    path: '/logs',
    load: () => import('../features/logs/logs-page.tsx'),
    nav: { label: 'Logs', keys: 'g l' },
  },
  {
    path: '/profiling',
    load: () => import('../features/profiling/list/profiling-page.tsx'),
    nav: { label: 'Profiles', keys: 'g p', isSecondary: true },
  },
  {
    path: '/profiling/task/:task/:instance',
    load: () => import('../features/profiling/view/profile-page.tsx'),
  },
  {
    path: '/profiling/upload/:upload',
    load: () => import('../features/profiling/view/profile-page.tsx'),
  },
  {
    path: '/profiling/trace/:task',
    load: () => import('../features/profiling/view/profile-page.tsx'),
  },
  {
    path: '/alarms',
    load: () => import('../features/alarms/alarms-page.tsx'),
    nav: { label: 'Alarms', keys: 'g a' },
  },
  {
    path: '/events',
    load: () => import('../features/events/events-page.tsx'),
    nav: { label: 'Events', keys: 'g e', isSecondary: true },
  },
  {
    path: '/mqe',
    load: () => import('../features/mqe/mqe-page.tsx'),
    nav: { label: 'Metrics', keys: 'g q', isSecondary: true },
  },
];
