import type { Setting } from './setting.ts';
import { count } from './setting-types.ts';

/** Cardinality: what is past a limit is counted under one overflow name. */
export const limitSettings: readonly Setting[] = [
  {
    key: 'limits.services',
    env: 'SW_LIMITS_SERVICES',
    type: count,
    default: 10_000,
    help: 'Services at most.',
  },
  {
    key: 'limits.instances',
    env: 'SW_LIMITS_INSTANCES',
    type: count,
    default: 50_000,
    help: 'Instances at most, over all services.',
  },
  {
    key: 'limits.instancesPerService',
    env: 'SW_LIMITS_INSTANCES_PER_SERVICE',
    type: count,
    default: 5_000,
    help: 'Instances of one service at most.',
  },
  {
    key: 'limits.endpoints',
    env: 'SW_LIMITS_ENDPOINTS',
    type: count,
    default: 200_000,
    help: 'Endpoints at most, over all services.',
  },
  {
    key: 'limits.endpointsPerService',
    env: 'SW_CORE_MAX_HTTP_URIS_NUMBER_PER_SVR',
    type: count,
    default: 3_000,
    help: 'Endpoints of one service at most.',
  },
  {
    key: 'limits.relations',
    env: 'SW_LIMITS_RELATIONS',
    type: count,
    default: 200_000,
    help: 'Relations between services, instances and endpoints at most, each.',
  },
];
