import type { Setting } from './setting.ts';
import { boolean, bytes, list, port, seconds, text } from './setting-types.ts';

/** SkyWalking turns a module off by an empty selector, or by one that is no provider's. */
const onOrOff = { kind: 'choice', of: ['default', '-'] } as const;

/** The admin port, and the parts that answer there. */
export const adminSettings: readonly Setting[] = [
  {
    key: 'admin-server.selector',
    env: 'SW_ADMIN_SERVER',
    type: onOrOff,
    default: 'default',
    emptyMeans: '-',
    help: 'Whether the admin port listens; - or an empty variable turns it off.',
  },
  {
    key: 'admin-server.host',
    env: 'SW_ADMIN_SERVER_HOST',
    type: text,
    default: '127.0.0.1',
    help: 'Address of the admin port. It asks nobody who they are: keep it to this machine or behind a gateway.',
  },
  {
    key: 'admin-server.port',
    env: 'SW_ADMIN_SERVER_PORT',
    type: port,
    default: 17_128,
    help: 'The admin port: status, inspection, templates of dashboards; 0 picks a free one.',
  },
  {
    key: 'admin-server.idleTimeOut',
    env: 'SW_ADMIN_SERVER_IDLE_TIMEOUT',
    type: { kind: 'integer', min: 1, max: 3_600_000 },
    default: 30_000,
    help: 'Milliseconds before an idle connection to the admin port is closed.',
  },
  {
    key: 'admin-server.httpMaxRequestHeaderSize',
    env: 'SW_ADMIN_SERVER_HTTP_MAX_REQUEST_HEADER_SIZE',
    type: bytes,
    default: 8_192,
    help: 'Largest HTTP request header at the admin port, bytes.',
  },
  {
    key: 'admin-server.restSSLEnabled',
    env: 'SW_ADMIN_SERVER_REST_SSL_ENABLED',
    type: boolean,
    default: false,
    help: 'TLS on the admin port.',
  },
  {
    key: 'admin-server.restSSLKeyPath',
    env: 'SW_ADMIN_SERVER_REST_SSL_KEY_PATH',
    type: text,
    default: '',
    help: 'Private key (PEM) of the admin port; read again when the file changes.',
  },
  {
    key: 'admin-server.restSSLCertChainPath',
    env: 'SW_ADMIN_SERVER_REST_SSL_CERT_CHAIN_PATH',
    type: text,
    default: '',
    help: 'Certificate chain (PEM) of the admin port; read again when the file changes.',
  },
  {
    key: 'status.selector',
    env: 'SW_STATUS',
    type: onOrOff,
    default: 'default',
    emptyMeans: '-',
    help: 'Whether /status and /debugging answer at the admin port.',
  },
  {
    key: 'status.keywords4MaskingSecretsOfConfig',
    env: 'SW_DEBUGGING_QUERY_KEYWORDS_FOR_MASKING_SECRETS',
    type: list,
    default: [
      'user',
      'password',
      'trustStorePass',
      'keyStorePass',
      'token',
      'accessKey',
      'secretKey',
      'authentication',
    ],
    help: 'Settings whose names hold one of these words are masked in /debugging/config/dump.',
  },
  {
    key: 'inspect.selector',
    env: 'SW_INSPECT',
    type: onOrOff,
    default: 'default',
    emptyMeans: '-',
    help: 'Whether /inspect answers at the admin port.',
  },
  {
    key: 'ui-management.selector',
    env: 'SW_UI_MANAGEMENT',
    type: onOrOff,
    default: 'default',
    emptyMeans: '-',
    help: 'Whether /ui-management answers at the admin port.',
  },
  {
    key: 'dsl-debugging.selector',
    env: 'SW_DSL_DEBUGGING',
    type: onOrOff,
    default: 'default',
    emptyMeans: '-',
    help: 'Whether /runtime/oal answers at the admin port.',
  },
];

/** Settings that change while the server runs. */
export const dynamicSettings: readonly Setting[] = [
  {
    key: 'configuration.selector',
    env: 'SW_CONFIGURATION',
    type: { kind: 'choice', of: ['none', 'file', 'grpc'] },
    default: 'none',
    emptyMeans: 'none',
    help: 'Where settings that change while the server runs come from.',
  },
  {
    key: 'configuration.file.path',
    env: 'SW_CONFIGURATION_FILE_PATH',
    type: text,
    default: '',
    help: 'Provider file: a YAML file of keys and values, or a folder with a file for each key (a mounted ConfigMap).',
  },
  {
    key: 'configuration.file.period',
    env: 'SW_CONFIGURATION_FILE_PERIOD',
    type: seconds,
    default: 5,
    help: 'Provider file: seconds between two looks.',
  },
  {
    key: 'configuration.grpc.host',
    env: 'SW_DCS_SERVER_HOST',
    type: text,
    default: '',
    help: 'Provider grpc: host of the dynamic configuration service.',
  },
  {
    key: 'configuration.grpc.port',
    env: 'SW_DCS_SERVER_PORT',
    type: port,
    default: 80,
    help: 'Provider grpc: its port.',
  },
  {
    key: 'configuration.grpc.clusterName',
    env: 'SW_DCS_CLUSTER_NAME',
    type: text,
    default: 'SkyWalking',
    help: 'Provider grpc: the name that this server gives itself there.',
  },
  {
    key: 'configuration.grpc.period',
    env: 'SW_DCS_PERIOD',
    type: seconds,
    default: 20,
    help: 'Provider grpc: seconds between two questions.',
  },
  {
    key: 'configuration.grpc.maxInboundMessageSize',
    env: 'SW_DCS_MAX_INBOUND_MESSAGE_SIZE',
    type: bytes,
    default: 4_194_304,
    help: 'Provider grpc: largest answer, bytes.',
  },
];
