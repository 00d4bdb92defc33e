import type { Logger, Telemetry } from '@stormpetrel/base';
import type { Admin, AdminParts } from '@stormpetrel/query';
import { type Config, listSetting, numberSetting, textSetting } from '../config/load-config.ts';
import { storeOptions } from '../config/store-options.ts';
import type { DynamicConfiguration } from '../dynamic/dynamic-configuration.ts';
import { type ListeningHttpServer, listenHttp } from '../http/http-server.ts';
import { tlsFilesOf } from '../http/http-tls.ts';
import { isActiveTable } from '../active-tables.ts';
import type { QueryOnDemand } from '../query-on-demand.ts';
import type { QuerySide } from '../query-side.ts';
import { adminRoute } from './admin-route.ts';
import { configEntries } from './config-entries.ts';
import { oalRules } from './oal-files.ts';

export interface AdminOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly query: Pick<QueryOnDemand, 'get'>;
  /** Where agents report: how this server is called as a node of its cluster. */
  readonly grpc: { readonly host: string; readonly port: number };
  readonly dynamic: DynamicConfiguration | undefined;
  readonly alarms?: NonNullable<AdminParts['status']>['alarms'];
}

/** Listens on the admin port; undefined where it is off. Rejects with LISTEN_FAILED. */
export async function listenAdmin(options: AdminOptions): Promise<ListeningHttpServer | undefined> {
  const { config, logger, telemetry } = options;
  if (!isOn(config, 'admin-server')) return undefined;
  const tls = tlsFilesOf(config, {
    enabled: 'admin-server.restSSLEnabled',
    keyPath: 'admin-server.restSSLKeyPath',
    certChainPath: 'admin-server.restSSLCertChainPath',
  });
  return listenHttp({
    name: 'admin',
    host: textSetting(config, 'admin-server.host'),
    port: numberSetting(config, 'admin-server.port'),
    routes: [adminRoute(adminOf(options))],
    idleTimeoutMs: numberSetting(config, 'admin-server.idleTimeOut'),
    headerBytesMax: numberSetting(config, 'admin-server.httpMaxRequestHeaderSize'),
    ...(tls !== undefined && { tls }),
    logger,
    telemetry,
  });
}

/** What answers, opened with the first request. */
function adminOf(options: AdminOptions): Admin {
  let opening: Promise<Admin> | undefined;
  const open = async (): Promise<Admin> => {
    const query = await options.query.get();
    return query.admin(adminParts(options, query));
  };
  return {
    async answer(request) {
      opening ??= open();
      return (await opening).answer(request);
    },
  };
}

function adminParts(
  { config, grpc, dynamic, alarms }: AdminOptions,
  query: Pick<QuerySide, 'templates'>,
): AdminParts {
  return {
    inspect: isOn(config, 'inspect'),
    ...(isOn(config, 'status') && {
      status: {
        retention: storeOptions(config).retention,
        nodes: () => [{ ...grpc, self: true }],
        configuration: () => configEntries(config),
        maskWords: listSetting(config, 'status.keywords4MaskingSecretsOfConfig'),
        dynamic: () => dynamic?.status() ?? { provider: 'none', keys: [] },
        ...(alarms !== undefined && { alarms }),
      },
    }),
    ...(isOn(config, 'ui-management') && { templates: query.templates }),
    ...(isOn(config, 'dsl-debugging') && { oal: oalRules(isActiveTable) }),
  };
}

function isOn(config: Config, module: string): boolean {
  return textSetting(config, `${module}.selector`) === 'default';
}
