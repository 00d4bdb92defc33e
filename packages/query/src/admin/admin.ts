/**
 * The admin port (17128): what SkyWalking's `status`, `inspect`, `ui-management` and `dsl-debugging` answer there, as far as
 * this server holds it. Requests in, replies out; listening, JSON and YAML are whose who mounts it.
 */
import { CodedError, type Logger, messageOf } from '@stormpetrel/base';
import type { Retention } from '@stormpetrel/storage/api';
import { queryErrors } from '../errors.ts';
import { QueryContext, type QueryServices } from '../graphql/query-context.ts';
import { type AdminReply, type AdminRequest, jsonAnswer, textAnswer } from './admin-request.ts';
import { type ConfigEntry, dumpConfig } from './config-dump.ts';
import { answerDebugging } from './debugging.ts';
import { listInspectedEntities, listInspectedMetrics } from './inspect.ts';
import { readInspectedValues } from './inspect-values.ts';
import {
  type OalRules,
  describeOalSource,
  listOalFiles,
  listOalSources,
  readOalFile,
} from './oal-rules.ts';
import { type ClusterNode, answerTtl, listNodes } from './status.ts';
import { type UiTemplates, answerTemplates } from './ui-templates.ts';

/** What runs the alarm rules tells of itself: any JSON. Undefined: there is no such rule or entity. */
export interface AlarmStatusSource {
  rules(): object | Promise<object>;
  rule(id: string): Promise<object | undefined>;
  entity(id: string, name: string): Promise<object | undefined>;
}

/** What the admin port speaks of. Parts that are left out answer 404, as modules that are off do. */
export interface AdminParts {
  /** `/status/…` and `/debugging/…` */
  readonly status?: {
    readonly retention: Retention;
    readonly nodes: () => readonly ClusterNode[];
    readonly configuration: () => readonly ConfigEntry[];
    /** Words in the names of settings whose values are masked. */
    readonly maskWords: readonly string[];
    /** What the dynamic configuration has brought: any JSON. */
    readonly dynamic?: () => unknown;
    readonly alarms?: AlarmStatusSource;
  };
  /** Whether `/inspect/…` answers. */
  readonly inspect: boolean;
  readonly templates?: UiTemplates;
  readonly oal?: OalRules;
}

export interface Admin {
  /** Never rejects. Undefined where no part answers to the path. */
  answer(request: AdminRequest): Promise<AdminReply | undefined>;
}

type Answer = Promise<AdminReply | undefined> | AdminReply | undefined;

export function createAdmin(services: QueryServices, parts: AdminParts, logger: Logger): Admin {
  const answers: readonly ((request: AdminRequest) => Answer)[] = [
    (request) => answerStatus(request, services, parts),
    (request) => answerInspect(request, services, parts),
    (request) => answerOal(request, parts),
    (request) => parts.templates && answerTemplates(request, parts.templates),
  ];
  return {
    async answer(request) {
      for (const answer of answers) {
        try {
          const reply = await answer(request);
          if (reply !== undefined) return reply;
        } catch (thrown) {
          return failed(request.path, thrown, logger);
        }
      }
      return undefined;
    },
  };
}

/** Codes of what the asker did wrong; anything else is this server's fault. */
const askersFaults: ReadonlySet<string> = new Set([
  queryErrors.adminArgument.code,
  queryErrors.durationMalformed.code,
  queryErrors.durationReversed.code,
  queryErrors.durationTooLong.code,
  queryErrors.layerUnknown.code,
  queryErrors.metricKind.code,
  queryErrors.patternRefused.code,
]);

/** In the form of each surface: `{error}` for inspect, `{error, message}` for templates, plain text elsewhere. */
function failed(path: string, thrown: unknown, logger: Logger): AdminReply {
  const isAskers = thrown instanceof CodedError && askersFaults.has(thrown.code);
  const status = isAskers ? 400 : 500;
  const isKnown = thrown instanceof CodedError;
  const message = isKnown ? thrown.message : 'internal error';
  if (!isAskers) {
    logger.log('error', 'a request to the admin port failed', { path, reason: messageOf(thrown) });
  }
  if (path.startsWith('/inspect/')) return jsonAnswer({ error: message }, status);
  if (path.startsWith('/ui-management/')) {
    return jsonAnswer({ error: 'store_failed', message }, status);
  }
  return textAnswer(message, status);
}

const debuggingPath = '/debugging/query/';
const alarmPath = '/status/alarm/';

function answerStatus(request: AdminRequest, services: QueryServices, parts: AdminParts): Answer {
  const { status } = parts;
  const { path } = request;
  if (status === undefined || !isRead(request)) return undefined;
  if (path === '/status/config/ttl') return answerTtl(request, status.retention);
  if (path === '/status/cluster/nodes') return listNodes(status.nodes());
  if (path === '/debugging/config/dump') {
    return dumpConfig(request, status.configuration(), status.maskWords);
  }
  if (path === '/status/config/dynamic') return status.dynamic && jsonAnswer(status.dynamic());
  if (path.startsWith(alarmPath)) {
    return status.alarms && answerAlarms(path, status.alarms, status.nodes());
  }
  if (!path.startsWith(debuggingPath)) return undefined;
  const context = new QueryContext(services);
  return answerDebugging(path.slice(debuggingPath.length), request.query, context);
}

/**
 * `rules`, `{rule}` and `{rule}/{entity}`, the last two also below `rules/` as the documentation has it. Every node of a
 * cluster is told of; here that is one.
 */
async function answerAlarms(
  path: string,
  alarms: AlarmStatusSource,
  nodes: readonly ClusterNode[],
): Promise<AdminReply | undefined> {
  const names = segmentsOf(path.slice(alarmPath.length));
  const [rule, entity, ...rest] = names[0] === 'rules' ? names.slice(1) : names;
  if (rest.length > 0) return undefined;
  const state =
    rule === undefined
      ? await alarms.rules()
      : await (entity === undefined ? alarms.rule(rule) : alarms.entity(rule, entity));
  const self = nodes.find((node) => node.self);
  const address = self === undefined ? '' : `${self.host}_${self.port}`;
  return jsonAnswer({ oapInstances: [{ address, status: state ?? {} }] });
}

function answerInspect(request: AdminRequest, services: QueryServices, parts: AdminParts): Answer {
  if (!parts.inspect) return undefined;
  const { path, query, body, method } = request;
  const context = new QueryContext(services);
  if (path === '/inspect/metrics' && isRead(request)) return listInspectedMetrics(query, context);
  if (path === '/inspect/entities' && isRead(request)) return listInspectedEntities(query, context);
  if (path === '/inspect/values' && method === 'POST') return readInspectedValues(body, context);
  return undefined;
}

const oalPath = '/runtime/oal/';

function answerOal(request: AdminRequest, { oal }: AdminParts): Answer {
  if (oal === undefined || !request.path.startsWith(oalPath) || !isRead(request)) return undefined;
  const [kind, ...names] = segmentsOf(request.path.slice(oalPath.length));
  const name = names.join('/');
  if (kind === 'files') return name === '' ? listOalFiles(oal) : readOalFile(oal, name);
  if (kind !== 'rules') return undefined;
  return name === '' ? listOalSources(oal) : describeOalSource(oal, name);
}

function isRead({ method }: AdminRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Segments of a path, decoded where they can be. */
function segmentsOf(path: string): readonly string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    });
}
