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
  type AdminReply,
  type ClusterNode,
  type GraphqlEndpoint,
  type HealthView,
  type LogApi,
  type ProfileApi,
  ProfilingTasks,
  type UiTemplateStore,
  createAdmin,
  createGraphqlEndpoint,
  createLogApi,
  createProfileApi,
  createQueryServices,
  createUiTemplateStore,
  answerTtl,
  decodeLogTags,
  dumpWorkBySize,
  listNodes,
} from '@stormpetrel/query';
import type { RowWriter } from '@stormpetrel/storage/api';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import {
  type Config,
  booleanSetting,
  listSetting,
  numberSetting,
  textSetting,
} from './config/load-config.ts';
import { storeOptions } from './config/store-options.ts';
import { graphqlRoute } from './http/graphql-route.ts';
import type { HierarchyFile } from './hierarchy/hierarchy-file.ts';
import { jsonReply, textReply } from './http/http-reply.ts';
import type { HttpRoute } from './http/http-server.ts';
import { logRoute } from './http/log-route.ts';
import { profileRoute } from './http/profile-route.ts';
import type { ReadSide } from './read-side.ts';
import { ProfileWorkThread } from './threads/profile-work-thread.ts';
import { protocolVersion, version } from './version.ts';

export interface QuerySide {
  readonly graphql: GraphqlEndpoint;
  /** The one store of templates, for the admin port too. */
  readonly templates: UiTemplateStore;
  readonly profiles: ProfileApi;
  readonly logs: LogApi;
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
    hierarchy,
  }: Pick<ReadSide, 'reader' | 'catalog'> & {
    readonly rows: RowWriter;
    readonly health: () => Promise<HealthView>;
    readonly hierarchy: Pick<HierarchyFile, 'current'>;
  },
): QuerySide {
  const newId = (): string => randomUUID();
  const templates = createUiTemplateStore({ reader, rows, clock: systemClock, newId });
  const profilingTasks = new ProfilingTasks({ reader, rows, clock: systemClock });
  const profileWork = new ProfileWorkThread({ clock: systemClock, logger, telemetry, config });
  const log = new SampledLogger(logger, systemClock, logPeriodMs);
  const configuredTags = listSetting(config, 'core.searchableTracesTags');
  let searchableTraceTags = configuredTags;
  const sources = {
    reader,
    rows,
    templates,
    profilingTasks,
    profileWork,
    dumpWork: dumpWorkBySize(reader, profileWork),
    health,
    clock: systemClock,
    catalog,
    settings: {
      retention: storeOptions(config).retention,
      get searchableTraceTags() {
        return searchableTraceTags;
      },
      get hierarchy() {
        return hierarchy.current;
      },
      searchableAlarmTags: listSetting(config, 'core.searchableAlarmTags'),
      searchableLogTags: listSetting(config, 'core.searchableLogsTags'),
      updateUiTemplates: booleanSetting(config, 'query.enableUpdateUITemplate'),
      tagKeysMax: numberSetting(config, 'core.autocompleteTagKeysQueryMaxSize'),
      tagValuesMax: numberSetting(config, 'core.autocompleteTagValuesQueryMaxSize'),
      fieldsMax: numberSetting(config, 'query.maxQueryComplexity'),
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
    logs: createLogApi({
      ...sources,
      decodeTags: decodeLogTags,
      onError: (error) =>
        log.log('log-tail', 'warn', 'looking for new logs failed', { reason: messageOf(error) }),
    }),
    admin: (parts) => createAdmin(createQueryServices(sources), parts, logger),
    setSearchableTraceTags(keys = configuredTags) {
      searchableTraceTags = keys;
    },
    close: () => profileWork.close(),
  };
}

/** What it answers on the HTTP port. */
export function queryRoutes(
  config: Config,
  side: QuerySide,
  grpc: Omit<ClusterNode, 'self'>,
): readonly HttpRoute[] {
  return [
    graphqlRoute(side.graphql),
    profileRoute({
      api: side.profiles,
      uploadFolder: join(textSetting(config, 'storage.path'), 'uploads'),
      uploadBytesMax: numberSetting(config, 'profiling.uploadMaxSize'),
    }),
    logRoute(side.logs),
    statusRoute(config, grpc),
  ];
}

/** Times to live and members, which clients also look for here: SkyWalking answered them on this port before 11. */
function statusRoute(config: Config, grpc: Omit<ClusterNode, 'self'>): HttpRoute {
  const { retention } = storeOptions(config);
  const answerOf = (request: IncomingMessage, path: string): AdminReply | undefined => {
    if (path === '/status/config/ttl')
      return answerTtl({ accept: request.headers.accept ?? '' }, retention);
    return path === '/status/cluster/nodes' ? listNodes([{ ...grpc, self: true }]) : undefined;
  };
  return (request, path) => {
    const answer = answerOf(request, path);
    if (answer === undefined) return undefined;
    const { status, body } = answer;
    return Promise.resolve(
      body.kind === 'text' ? textReply(status, body.text) : jsonReply(status, body.value),
    );
  };
}
