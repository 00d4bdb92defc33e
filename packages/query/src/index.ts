export { type Admin, type AdminParts, type AlarmStatusSource, createAdmin } from './admin/admin.ts';
export type { AdminBody, AdminReply, AdminRequest } from './admin/admin-request.ts';
export type { ConfigEntry } from './admin/config-dump.ts';
export type { OalRules } from './admin/oal-rules.ts';
export { type ClusterNode, answerTtl, listNodes } from './admin/status.ts';
export type { UiTemplate, UiTemplateChange, UiTemplates } from './admin/ui-templates.ts';
export {
  type CreateGraphqlOptions,
  createGraphqlEndpoint,
  createQueryServices,
} from './graphql/create-endpoint.ts';
export type { GraphqlEndpoint } from './graphql/endpoint.ts';
export type { HttpRequest, HttpResponse } from './graphql/http-request.ts';
export type { HealthView, QuerySettings } from './graphql/query-context.ts';
export { queryErrors } from './errors.ts';
export { graphqlLimits, queryLimits } from './limits.ts';
export { type CatalogMetric, MetricCatalog } from './read/metric/metric-catalog.ts';
export { type LogApi, type LogApiOptions, createLogApi } from './read/log/log-api.ts';
export { isNewerLine } from './read/log/log-pages.ts';
export { decodeLogTags } from './read/log/decode-log-tags.ts';
export type { TailMessage } from './read/log/tail/tail-follower.ts';
export type { Change } from './read/profiling/tasks/change-feed.ts';
export { dumpWorkBySize } from './read/profiling/dumps/dump-work.ts';
export {
  type NamedProfile,
  type ProfileApi,
  createProfileApi,
} from './read/profiling/profile-api.ts';
export type { UploadView } from './read/profiling/uploads.ts';
export { ProfilingTasks } from './read/profiling/tasks/profiling-tasks.ts';
export {
  type UiTemplateStore,
  type UiTemplateStoreOptions,
  createUiTemplateStore,
} from './read/ui/ui-templates.ts';
export { minuteReader } from './read/alarm-values.ts';
