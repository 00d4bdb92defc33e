/**
 * `exporter.kafkaProducerConfig`: a JSON object with the names that Kafka's own producer uses, as SkyWalking takes it. What has
 * a meaning here is used; what tunes parts that this producer lacks (`linger.ms`, `buffer.memory` …) is told, not obeyed; a
 * value that can not be right is an error.
 */
import { readFileSync } from 'node:fs';
import { CodedError } from '@stormpetrel/base';
import { exporterErrors } from '../errors.ts';

export interface ProducerConfig {
  readonly clientId: string;
  /** -1 all in-sync replicas, 0 none, 1 the leader. */
  readonly acks: -1 | 0 | 1;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    readonly username: string;
    readonly password: string;
  };
  /** Names that were given and have no effect. */
  readonly ignored: readonly string[];
}

const acksByText: Readonly<Record<string, -1 | 0 | 1>> = { all: -1, '-1': -1, '0': 0, '1': 1 };
const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;

/** @throws CodedError EXPORTER_CONFIG that names the key and what is allowed, never a secret. */
export function parseProducerConfig(
  text: string,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): ProducerConfig {
  const given = parseObject(text);
  const used = new Set<string>();
  const take = (key: string): string | undefined => {
    used.add(key);
    const value = given[key];
    return value === undefined ? undefined : String(value);
  };
  const protocol = oneOf('security.protocol', take('security.protocol') ?? 'PLAINTEXT', protocols);
  const acks = acksByText[take('acks') ?? 'all'];
  if (acks === undefined) throw unusable('acks', 'all, -1, 0 or 1');
  const config = {
    clientId: take('client.id') ?? 'stormpetrel',
    acks,
    compression: oneOf('compression.type', take('compression.type') ?? 'none', compressions),
    ...(protocol.endsWith('SSL') && { tls: tlsOf(take, readFile) }),
    ...(protocol.startsWith('SASL') && { sasl: saslOf(take) }),
  };
  return { ...config, ignored: Object.keys(given).filter((key) => !used.has(key)) };
}

function parseObject(text: string): Readonly<Record<string, string | number | boolean>> {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable('kafkaProducerConfig', 'a JSON object');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unusable('kafkaProducerConfig', 'a JSON object');
  const plain: Record<string, string | number | boolean> = {};
  for (const [key, each] of Object.entries(value as Record<string, unknown>)) {
    if (each === null) continue;
    if (typeof each !== 'string' && typeof each !== 'number' && typeof each !== 'boolean')
      throw unusable(key, 'a text, a number or a truth value');
    plain[key] = each;
  }
  return plain;
}

type Take = (key: string) => string | undefined;

/** PEM only: key stores of Java can not be read here. */
function tlsOf(take: Take, readFile: (path: string) => string): NonNullable<ProducerConfig['tls']> {
  for (const key of ['ssl.truststore.type', 'ssl.keystore.type'])
    if ((take(key) ?? 'PEM') !== 'PEM') throw unusable(key, 'PEM');
  const file = (key: string): string | undefined => {
    const path = take(key);
    if (path === undefined) return undefined;
    try {
      return readFile(path);
    } catch {
      throw unusable(key, 'the path of a PEM file that can be read');
    }
  };
  const ca = take('ssl.truststore.certificates') ?? file('ssl.truststore.location');
  const keystore = file('ssl.keystore.location');
  const cert = take('ssl.keystore.certificate.chain') ?? keystore;
  const key = take('ssl.keystore.key') ?? keystore;
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

/** The names stand in the text that Java's login modules take: `… required username="u" password="p";`. */
function saslOf(take: Take): NonNullable<ProducerConfig['sasl']> {
  const jaas = take('sasl.jaas.config') ?? '';
  const option = (name: string): string => {
    const found = new RegExp(`\\b${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(jaas)?.[1];
    if (found === undefined) throw unusable('sasl.jaas.config', `a login module with ${name}="…"`);
    return found.replaceAll(/\\(.)/g, '$1');
  };
  return {
    mechanism: oneOf('sasl.mechanism', take('sasl.mechanism') ?? 'PLAIN', mechanisms),
    username: option('username'),
    password: option('password'),
  };
}

function oneOf<Value extends string>(key: string, value: string, allowed: readonly Value[]): Value {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw unusable(key, allowed.join(', '));
  return found;
}

function unusable(key: string, allowed: string): CodedError {
  return new CodedError(
    exporterErrors.EXPORTER_CONFIG.code,
    `exporter.kafkaProducerConfig: ${key}: allowed is ${allowed}`,
  );
}
