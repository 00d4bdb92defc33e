import type { Setting } from './setting.ts';
import { boolean, port, text } from './setting-types.ts';

/** What the server tells of itself. */
export const telemetrySettings: readonly Setting[] = [
  {
    key: 'telemetry.host',
    env: 'SW_TELEMETRY_PROMETHEUS_HOST',
    type: text,
    default: '127.0.0.1',
    help: 'Address of the listener for the server’s own metrics.',
  },
  {
    key: 'telemetry.port',
    env: 'SW_TELEMETRY_PROMETHEUS_PORT',
    type: port,
    default: 1_234,
    help: 'Port of the server’s own metrics (Prometheus text at /metrics); 0 picks a free one.',
  },
  {
    key: 'telemetry.enabled',
    type: boolean,
    default: true,
    help: 'Serve the server’s own metrics.',
  },
  {
    key: 'telemetry.selector',
    env: 'SW_TELEMETRY',
    type: { kind: 'choice', of: ['prometheus', 'none'] },
    default: 'prometheus',
    emptyMeans: 'none',
    help: 'How the server’s own metrics are served; none serves none.',
  },
  {
    key: 'telemetry.sslEnabled',
    env: 'SW_TELEMETRY_PROMETHEUS_SSL_ENABLED',
    type: boolean,
    default: false,
    help: 'TLS on the listener for the server’s own metrics.',
  },
  {
    key: 'telemetry.sslKeyPath',
    env: 'SW_TELEMETRY_PROMETHEUS_SSL_KEY_PATH',
    type: text,
    default: '',
    help: 'Its private key (PEM); read again when the file changes.',
  },
  {
    key: 'telemetry.sslCertChainPath',
    env: 'SW_TELEMETRY_PROMETHEUS_SSL_CERT_CHAIN_PATH',
    type: text,
    default: '',
    help: 'Its certificate chain (PEM); read again when the file changes.',
  },
  {
    key: 'log.level',
    env: 'SW_LOGGING_LEVEL',
    type: { kind: 'choice', of: ['debug', 'info', 'warn', 'error'] },
    default: 'info',
    help: 'Least severe log line that is written.',
  },
];
