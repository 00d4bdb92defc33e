import {
  type Logger,
  SampledLogger,
  type Telemetry,
  messageOf,
  systemClock,
} from '@stormpetrel/base';
import {
  type Admin,
  type AdminParts,
  type GraphqlEndpoint,
  type HealthView,
  type ProfileApi,
  ProfilingTasks,
  type UiTemplateStore,
  createAdmin,
  createGraphqlEndpoint,
  createProfileApi,
  createQueryServices,
  createUiTemplateStore,
} from '@stormpetrel/query';
import type { RowWriter } from '@stormpetrel/storage/api';
import { randomUUID } from 'node:crypto';
import { type Config, booleanSetting, listSetting } from './config/load-config.ts';
import { storeOptions } from './config/store-options.ts';
import type { ReadSide } from './read-side.ts';
import { ProfileWorkThread } from './threads/profile-work-thread.ts';
import { protocolVersion, version } from './version.ts';

export { answerTtl } from '@stormpetrel/query';
export { graphqlRoute } from './http/graphql-route.ts';
export { profileRoute } from './http/profile-route.ts';

export interface QuerySide {
  readonly graphql: GraphqlEndpoint;
  /** The one store of templates, for the admin port too. */
  readonly templates: UiTemplateStore;
  readonly profiles: ProfileApi;
  /** What answers on the admin port, over the same store. */
  admin(parts: AdminParts): Admin;
  /** Keys of the tags that traces can be searched by; those that were configured when left out. */
  setSearchableTraceTags(keys?: readonly string[]): void;
  close(): Promise<void>;
}

/** One log line of a kind in each such period. */
const logPeriodMs = 10_000;

/** Opens everything that answers from the store. The store itself stays open when it is closed. */
export function openQuerySide(
  config: Config,
  logger: Logger,
  telemetry: Telemetry,
  {
    reader,
    catalog,
    rows,
    health,
  }: Pick<ReadSide, 'reader' | 'catalog'> & {
    readonly rows: RowWriter;
    readonly health: () => Promise<HealthView>;
  },
): QuerySide {
  const newId = (): string => randomUUID();
  const templates = createUiTemplateStore({ reader, rows, clock: systemClock, newId });
  const profilingTasks = new ProfilingTasks({ reader, rows, clock: systemClock });
  const profileWork = new ProfileWorkThread(logger);
  const log = new SampledLogger(logger, systemClock, logPeriodMs);
  const configuredTags = listSetting(config, 'core.searchableTracesTags');
  let searchableTraceTags = configuredTags;
  const sources = {
    reader,
    rows,
    templates,
    profilingTasks,
    profileWork,
    health,
    clock: systemClock,
    catalog,
    settings: {
      retention: storeOptions(config).retention,
      get searchableTraceTags() {
        return searchableTraceTags;
      },
      searchableAlarmTags: listSetting(config, 'core.searchableAlarmTags'),
      updateUiTemplates: booleanSetting(config, 'query.enableUpdateUITemplate'),
    },
    version: `${protocolVersion}-stormpetrel-${version}`,
    logger,
    telemetry,
  };
  const graphql = createGraphqlEndpoint(sources);
  return {
    graphql,
    templates,
    profiles: createProfileApi({
      ...sources,
      tasks: profilingTasks,
      work: profileWork,
      newId,
      onError: (error) =>
        log.log('profile-changes', 'warn', 'looking for changes in profiling failed', {
          reason: messageOf(error),
        }),
    }),
    admin: (parts) => createAdmin(createQueryServices(sources), parts, logger),
    setSearchableTraceTags(keys = configuredTags) {
      searchableTraceTags = keys;
    },
    close: () => profileWork.close(),
  };
}
