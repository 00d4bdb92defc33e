import type { Setting } from './setting.ts';
import { boolean, count, text } from './setting-types.ts';

/** What agents and clients may do. */
export const accessSettings: readonly Setting[] = [
  {
    key: 'receiver-sharing-server.authentication',
    env: 'SW_AUTHENTICATION',
    type: text,
    default: '',
    secret: true,
    help: 'Token that agents must send; empty lets everyone in.',
  },
  {
    key: 'configuration-discovery.disableMessageDigest',
    env: 'SW_DISABLE_MESSAGE_DIGEST',
    type: boolean,
    default: false,
    help: 'Answer agents with their whole configuration each time, also when it has not changed.',
  },
  {
    key: 'configuration-discovery.agentConfigurations',
    type: { kind: 'tree' },
    default: {},
    help: 'Dynamic agent configuration: service name → key → value.',
  },
  {
    key: 'query.enableUpdateUITemplate',
    env: 'SW_ENABLE_UPDATE_UI_TEMPLATE',
    type: boolean,
    default: true,
    help: 'Whether GraphQL may add, change and disable dashboards of the classic UI.',
  },
  {
    key: 'query.maxQueryComplexity',
    env: 'SW_QUERY_MAX_QUERY_COMPLEXITY',
    type: count,
    default: 30_000,
    help: 'Most fields that one GraphQL request may select.',
  },
];
