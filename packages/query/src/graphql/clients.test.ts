/** What SkyWalking's own clients ask, in our words: that their documents are valid against the schema. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, validate } from 'graphql';
import { createQuerySchema } from './schema.ts';

const schema = createQuerySchema();

function checkAll(documents: readonly string[]): void {
  for (const text of documents) {
    const mistakes = validate(schema, parse(text)).map(({ message }) => message);
    assert.deepEqual(mistakes, [], text);
  }
}

const service = '{value: id label: name group layers normal shortName}';
const instance = '{value: id label: name language instanceUUID attributes {name value}}';
const calls = 'calls {id source target detectPoints sourceComponents targetComponents}';
const span =
  'spans {traceId segmentId spanId parentSpanId refs {traceId parentSegmentId parentSpanId type} serviceCode serviceInstanceName startTime endTime endpointName type peer component isError layer tags {key value} logs {time data {key value}} attachedEvents {startTime {seconds nanos} event endTime {seconds nanos} tags {key value} summary {key value}}}';
const owner =
  'owner {scope serviceID serviceName normal serviceInstanceID serviceInstanceName endpointID endpointName}';
const expression = `type error results {metric {labels {key value}} values {id value traceID ${owner}}}`;

test('the classic UI: start, menu and templates', () => {
  checkAll([
    'query version {version}',
    'query queryTime {info: getTimeInfo {timezone currentTimestamp}}',
    'query menu {getMenuItems {title icon layer activate description documentLink i18nKey subItems {title icon layer activate description documentLink i18nKey}}}',
    'query templates {getAllTemplates {id configuration}}',
    'query template($id: String!) {getTemplate(id: $id) {id configuration}}',
    'mutation add($setting: NewDashboardSetting!) {addTemplate(setting: $setting) {id status message}}',
    'mutation change($setting: DashboardSetting!) {changeTemplate(setting: $setting) {id status message}}',
    'mutation remove($id: String!) {disableTemplate(id: $id) {id status message}}',
    'query ttl {getMetricsTTL {minute hour day coldMinute coldHour coldDay} getRecordsTTL {normal trace zipkinTrace log browserErrorLog coldNormal coldTrace coldZipkinTrace coldLog coldBrowserErrorLog}}',
  ]);
});

test('the classic UI: selectors', () => {
  checkAll([
    `query services($layer: String!) {services: listServices(layer: $layer) ${service}}`,
    'query layers {layers: listLayers}',
    `query instances($serviceId: ID!, $duration: Duration!) {pods: listInstances(duration: $duration, serviceId: $serviceId) ${instance}}`,
    'query endpoints($serviceId: ID!, $keyword: String!, $limit: Int!, $duration: Duration) {pods: findEndpoint(serviceId: $serviceId, keyword: $keyword, limit: $limit, duration: $duration) {id value: name label: name}}',
    `query service($serviceId: String!) {service: getService(serviceId: $serviceId) ${service}}`,
    `query one($instanceId: String!) {instance: getInstance(instanceId: $instanceId) ${instance}}`,
    'query endpoint($endpointId: ID!) {endpoint: getEndpointInfo(endpointId: $endpointId) {id name serviceId serviceName}}',
    'query processes($instanceId: ID!, $duration: Duration!) {processes: listProcesses(instanceId: $instanceId, duration: $duration) {id name serviceId serviceName instanceId instanceName agentId detectType attributes {name value} labels}}',
    'query process($processId: ID!) {process: getProcess(processId: $processId) {id name}}',
  ]);
});

test('the classic UI: maps and hierarchy', () => {
  checkAll([
    `query data($duration: Duration!, $serviceIds: [ID!]!) {topology: getServicesTopology(duration: $duration, serviceIds: $serviceIds) {nodes {id name type isReal layers} ${calls}}}`,
    `query data($clientServiceId: ID!, $serverServiceId: ID!, $duration: Duration!) {topology: getServiceInstanceTopology(clientServiceId: $clientServiceId, serverServiceId: $serverServiceId, duration: $duration) {nodes {id name type isReal serviceName serviceId} ${calls}}}`,
    `query data($endpointId: ID!, $duration: Duration!) {topology: getEndpointDependencies(endpointId: $endpointId, duration: $duration) {nodes {id name serviceId serviceName type isReal} ${calls}}}`,
    `query data($serviceInstanceId: ID!, $duration: Duration!) {topology: getProcessTopology(serviceInstanceId: $serviceInstanceId, duration: $duration) {nodes {id name isReal serviceName serviceId serviceInstanceId serviceInstanceName} ${calls}}}`,
    'query data($serviceId: ID!, $layer: String!) {hierarchy: getServiceHierarchy(serviceId: $serviceId, layer: $layer) {relations {upperService {id name layer normal} lowerService {id name layer normal}}}}',
    'query data($instanceId: ID!, $layer: String!) {hierarchy: getInstanceHierarchy(instanceId: $instanceId, layer: $layer) {relations {upperInstance {id name layer normal serviceName serviceId} lowerInstance {id name layer normal serviceName serviceId}}}}',
    'query levels {levels: listLayerLevels {layer level}}',
  ]);
});

test('both UIs: traces, logs, events and alarms', () => {
  checkAll([
    'query list($condition: TraceQueryCondition) {data: queryBasicTraces(condition: $condition) {traces {key: segmentId endpointNames duration start isError traceIds}}}',
    `query one($traceId: ID!, $duration: Duration) {trace: queryTrace(traceId: $traceId, duration: $duration) {${span}}}`,
    `query traces($condition: TraceQueryCondition) {queryTraces(condition: $condition) {traces {${span}} retrievedTimeRange {startTime endTime}}}`,
    'query keys($duration: Duration!) {tagKeys: queryTraceTagAutocompleteKeys(duration: $duration)}',
    'query values($tagKey: String!, $duration: Duration!) {tagValues: queryTraceTagAutocompleteValues(tagKey: $tagKey, duration: $duration)}',
    'query support {hasQueryTracesV2Support support: supportQueryLogsByKeywords}',
    'query logs($condition: LogQueryCondition) {queryLogs(condition: $condition) {errorReason logs {serviceName serviceId serviceInstanceName serviceInstanceId endpointName endpointId traceId timestamp contentType content tags {key value}}}}',
    'query browser($condition: BrowserErrorLogQueryCondition) {queryBrowserErrorLogs(condition: $condition) {logs {service serviceVersion time pagePath category message line col stack errorUrl grade firstReportedError}}}',
    'query events($condition: EventQueryCondition) {data: queryEvents(condition: $condition) {events {uuid source {service serviceInstance endpoint} name type message parameters {key value} startTime endTime layer}}}',
    'query alarm($keyword: String, $scope: Scope, $duration: Duration!, $tags: [AlarmTag], $paging: Pagination!) {getAlarm(keyword: $keyword, scope: $scope, duration: $duration, paging: $paging, tags: $tags) {items: msgs {key: id message startTime recoveryTime scope name tags {key value} events {uuid} snapshot {expression metrics {name results {metric {labels {key value}} values {id owner {scope} value traceID}}}}}}}',
    'query alarms($condition: AlarmQueryCondition!) {queryAlarms(condition: $condition) {msgs {id name message startTime recoveryTime scope tags {key value}}}}',
  ]);
});

test('both UIs: batches of expressions, with variables or with literals', () => {
  checkAll([
    `query data($duration: Duration!, $expression00: String!, $entity0: Entity!) {expression00: execExpression(expression: $expression00, entity: $entity0, duration: $duration) {${expression}}}`,
    `query batch {m0: execExpression(expression: "service_apdex/10000", entity: {serviceName: "s", normal: true}, duration: {start: "2026-01-31 1000", end: "2026-01-31 1030", step: MINUTE}) {${expression}} m1: execExpression(expression: "top_n(endpoint_cpm,10,des)", entity: {scope: Service, serviceName: "s", normal: true}, duration: {start: "2026-01-31", end: "2026-01-31", step: DAY, coldStage: false}) {${expression}}}`,
  ]);
});

test('both UIs: profiling', () => {
  checkAll([
    'query tasks($serviceId: ID!, $endpointName: String) {taskList: getProfileTaskList(serviceId: $serviceId, endpointName: $endpointName) {id serviceId serviceName endpointName startTime duration minDurationThreshold dumpPeriod maxSamplingCount logs {id instanceId instanceName operationType operationTime}}}',
    'mutation create($creationRequest: ProfileTaskCreationRequest) {task: createProfileTask(creationRequest: $creationRequest) {id errorReason}}',
    'query analyze($queries: [SegmentProfileAnalyzeQuery!]!) {analyze: getSegmentsProfileAnalyze(queries: $queries) {tip trees {elements {id parentId codeSignature duration durationChildExcluded count}}}}',
    'query ebpf($serviceId: ID, $targets: [EBPFProfilingTargetType!]) {queryEBPFTasks: queryEBPFProfilingTasks(serviceId: $serviceId, targets: $targets) {taskId serviceName serviceId processLabels taskStartTime fixedTriggerDuration targetType createTime continuousProfilingCauses {type singleValue {threshold current} uri {uriRegex uriPath threshold current} message}}}',
    'query async($request: AsyncProfilerTaskListRequest!) {asyncTaskList: queryAsyncProfilerTaskList(request: $request) {errorReason tasks {id serviceId serviceInstanceIds createTime events duration execArgs}}}',
    'query pprof($request: PprofAnalyzationRequest!) {analysisResult: queryPprofAnalyze(request: $request) {tree {elements {id parentId symbol: codeSignature dumpCount: total self}}}}',
    'mutation policy($request: ContinuousProfilingPolicyCreation!) {strategy: setContinuousProfilingPolicy(request: $request) {errorReason status}}',
  ]);
});

test('the command line tool', () => {
  checkAll([
    'query ($duration: Duration!, $serviceCode: String!) {service: searchService(serviceCode: $serviceCode) {id name} services: getAllServices(duration: $duration) {id name}}',
    'query ($condition: MetricsCondition!, $duration: Duration!) {one: readMetricsValue(condition: $condition, duration: $duration) two: readNullableMetricsValue(condition: $condition, duration: $duration) {value isEmptyValue} three: readMetricsValues(condition: $condition, duration: $duration) {label values {values {id value isEmptyValue}}}}',
    'query ($condition: MetricsCondition!, $labels: [String!]!, $duration: Duration!) {result: readLabeledMetricsValues(condition: $condition, labels: $labels, duration: $duration) {label values {values {id value}}} map: readHeatMap(condition: $condition, duration: $duration) {values {id values} buckets {min max}}}',
    'query ($condition: TopNCondition!, $duration: Duration!) {result: sortMetrics(condition: $condition, duration: $duration) {name id value refId} sampled: readSampledRecords(condition: $condition, duration: $duration) {name id value refId}}',
    'query ($condition: RecordCondition!, $duration: Duration!) {result: readRecords(condition: $condition, duration: $duration) {name id value refId}}',
    'query ($regex: String) {metrics: listMetrics(regex: $regex) {name type catalog}}',
    'query ($endpointId: ID!, $duration: Duration!) {result: getEndpointDependencies(endpointId: $endpointId, duration: $duration) {nodes {id name serviceId serviceName type isReal} calls {id source target sourceComponents targetComponents detectPoints}}}',
    'query ($serviceId: ID!, $duration: Duration!, $layer: String) {result: getServiceTopology(serviceId: $serviceId, duration: $duration) {nodes {id name type isReal layers} calls {id source target}} global: getGlobalTopology(duration: $duration, layer: $layer) {nodes {id} calls {id}}}',
    'query {result: checkHealth {score details}}',
  ]);
});
