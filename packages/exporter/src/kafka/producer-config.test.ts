import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseProducerConfig } from './producer-config.ts';

const plain = { clientId: 'stormpetrel', acks: -1, compression: 'none', ignored: [] };

function check(given: object | string, expected: object, files: Record<string, string> = {}): void {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const readFile = (path: string): string => {
    const found = files[path];
    if (found === undefined) throw new Error('no such file');
    return found;
  };
  assert.deepEqual(parseProducerConfig(text, readFile), { ...plain, ...expected });
}

function refused(given: object | string, message: string): void {
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  assert.throws(() => parseProducerConfig(text), {
    code: 'EXPORTER_CONFIG',
    message: `exporter.kafkaProducerConfig: ${message}`,
  });
}

test('reads what is understood, and tells what is not', () => {
  check('', {});
  check('{}', {});
  check({ acks: 'all' }, {});
  check({ acks: 1 }, { acks: 1 });
  check({ acks: '0', 'client.id': 'me' }, { acks: 0, clientId: 'me' });
  check({ 'compression.type': 'zstd' }, { compression: 'zstd' });
  check({ 'linger.ms': 5, retries: null }, { ignored: ['linger.ms'] });
});

test('reads credentials', () => {
  const jaas = 'org.a.PlainLoginModule required username="me" password="a\\"b\\\\";';
  const sasl = { mechanism: 'PLAIN', username: 'me', password: 'a"b\\' };
  check({ 'security.protocol': 'SASL_PLAINTEXT', 'sasl.jaas.config': jaas }, { sasl });
  check(
    {
      'security.protocol': 'SASL_SSL',
      'sasl.mechanism': 'SCRAM-SHA-512',
      'sasl.jaas.config': jaas,
      'ssl.truststore.location': 'ca.pem',
      'ssl.truststore.type': 'PEM',
    },
    { sasl: { ...sasl, mechanism: 'SCRAM-SHA-512' }, tls: { ca: 'CA' } },
    { 'ca.pem': 'CA' },
  );
});

test('reads certificates from texts and files', () => {
  check(
    { 'security.protocol': 'SSL', 'ssl.keystore.location': 'me.pem' },
    { tls: { cert: 'ME', key: 'ME' } },
    { 'me.pem': 'ME' },
  );
  check(
    {
      'security.protocol': 'SSL',
      'ssl.keystore.certificate.chain': 'C',
      'ssl.keystore.key': 'K',
      'ssl.truststore.certificates': 'T',
    },
    { tls: { ca: 'T', cert: 'C', key: 'K' } },
  );
});

test('refuses what can not be right, and names the key', () => {
  refused('acks=1', 'kafkaProducerConfig: allowed is a JSON object');
  refused('[1]', 'kafkaProducerConfig: allowed is a JSON object');
  refused({ acks: 2 }, 'acks: allowed is all, -1, 0 or 1');
  refused({ acks: {} }, 'acks: allowed is a text, a number or a truth value');
  refused(
    { 'compression.type': 'br' },
    'compression.type: allowed is none, gzip, snappy, lz4, zstd',
  );
  refused(
    { 'security.protocol': 'SASL_SSL' },
    'sasl.jaas.config: allowed is a login module with username="…"',
  );
  refused(
    { 'security.protocol': 'SSL', 'ssl.keystore.type': 'JKS' },
    'ssl.keystore.type: allowed is PEM',
  );
  refused(
    { 'security.protocol': 'SSL', 'ssl.truststore.location': '/nowhere.pem' },
    'ssl.truststore.location: allowed is the path of a PEM file that can be read',
  );
});
