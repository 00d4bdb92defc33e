import { type Config, booleanSetting, textSetting } from '../config/load-config.ts';
import type { HttpTlsFiles } from './http-server.ts';

/** The TLS files of a listener by the keys of its settings; undefined where TLS is off. */
export function tlsFilesOf(
  config: Config,
  keys: { readonly enabled: string; readonly keyPath: string; readonly certChainPath: string },
): HttpTlsFiles | undefined {
  if (!booleanSetting(config, keys.enabled)) return undefined;
  return {
    keyPath: textSetting(config, keys.keyPath),
    certChainPath: textSetting(config, keys.certChainPath),
  };
}
