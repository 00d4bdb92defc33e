import { CodedError, type Logger, type Telemetry, systemClock } from '@stormpetrel/base';
import { type Config, numberSetting, textSetting } from '../config/load-config.ts';
import { serverErrorCodes } from '../errors.ts';
import type { Thread } from '../threads/thread.ts';
import type { ConfigProvider, DynamicTarget } from './config-table.ts';
import { DynamicConfiguration } from './dynamic-configuration.ts';
import { ingestKeys, tagKeysOf } from './ingest-keys.ts';

/**
 * The dynamic configuration by the provider that was chosen, not yet started; undefined where there is none.
 *
 * @throws CodedError DYNAMIC_CONFIG_NOT_SET where the provider's place is not set.
 */
export async function openDynamic(options: {
  readonly config: Config;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly targets: readonly DynamicTarget[];
}): Promise<DynamicConfiguration | undefined> {
  const provider = await openProvider(options.config);
  if (provider === undefined) return undefined;
  return new DynamicConfiguration({ ...options, provider, clock: systemClock });
}

/** How long to wait between two asks, by the provider. */
export function dynamicPeriodMs(config: Config): number {
  const provider = textSetting(config, 'configuration.selector');
  return numberSetting(config, `configuration.${provider}.period`) * 1_000;
}

async function openProvider(config: Config): Promise<ConfigProvider | undefined> {
  const setting = (name: string): string => textSetting(config, `configuration.${name}`);
  switch (setting('selector')) {
    case 'file': {
      const { createFileProvider } = await import('./file-provider.ts');
      return createFileProvider(given(setting('file.path'), 'SW_CONFIGURATION_FILE_PATH'));
    }
    case 'grpc': {
      const host = given(setting('grpc.host'), 'SW_DCS_SERVER_HOST');
      const [{ createGrpcProvider }, { createGrpcClient, grpcTarget }] = await Promise.all([
        import('./grpc-provider.ts'),
        import('@stormpetrel/outbound/grpc'),
      ]);
      const port = numberSetting(config, 'configuration.grpc.port');
      const client = createGrpcClient({
        target: grpcTarget(host, port),
        messageBytesMax: numberSetting(config, 'configuration.grpc.maxInboundMessageSize'),
        clock: systemClock,
      });
      return createGrpcProvider(client, setting('grpc.clusterName'));
    }
    default:
      return undefined;
  }
}

function given(value: string, variable: string): string {
  if (value !== '') return value;
  throw new CodedError(serverErrorCodes.dynamicConfigNotSet, `${variable} is not set`);
}

/** What the ingest thread takes. */
export function ingestTarget(ingest: Pick<Thread, 'configure'>): DynamicTarget {
  return { keys: ingestKeys, apply: (values) => ingest.configure(values) };
}

/** The tags that questions may name; undefined puts back those that were configured. */
export function searchableTagsTarget(
  set: (keys: readonly string[] | undefined) => void,
): DynamicTarget {
  const key = 'core.default.searchableTracesTags';
  return {
    keys: new Set([key]),
    apply(values) {
      const value = values.get(key);
      set(typeof value === 'string' ? tagKeysOf(value) : undefined);
      return Promise.resolve(new Map());
    },
  };
}

/**
 * A key whose text is handed on as it is. `take` is called when it has changed, with undefined where it is gone, and resolves
 * to the fault of a text that is no good; it MUST then leave everything as it was.
 */
export function textTarget(
  key: string,
  take: (text: string | undefined) => Promise<string | undefined>,
): DynamicTarget {
  let last: string | undefined;
  let fault: string | undefined;
  return {
    keys: new Set([key]),
    async apply(values) {
      const value = values.get(key);
      const text = typeof value === 'string' ? value : undefined;
      if (text !== last) {
        fault = await take(text);
        last = text;
      }
      return new Map(fault === undefined ? [] : [[key, fault]]);
    },
  };
}
