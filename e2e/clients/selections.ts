/** Selections that the clients share, and what they know of the known system. */
import { memberId, serviceId } from '@stormpetrel/model';
import { wholeWindow } from '../known-data/questions.ts';

export const web = serviceId('web', true);
export const cart = serviceId('cart', true);
export const checkout = memberId(web, 'GET:/checkout');
export const add = memberId(cart, 'POST:/add');
export const firstWeb = memberId(web, 'web-1');

/** The two hours of the known system by minutes, as servers in UTC write them. */
export const duration = wholeWindow('MINUTE', { name: 'UTC', offsetMs: 0 });

const spanCore =
  'traceId segmentId spanId parentSpanId refs { traceId parentSegmentId parentSpanId type } serviceCode serviceInstanceName startTime endTime endpointName type peer component isError layer tags { key value } logs { time data { key value } }';
export const span = `{ ${spanCore} attachedEvents { startTime { seconds nanos } event endTime { seconds nanos } tags { key value } summary { key value } } }`;
export const profiledSpan =
  '{ spanId parentSpanId segmentId refs { traceId parentSegmentId parentSpanId type } serviceCode serviceInstanceName startTime endTime endpointName type peer component isError layer tags { key value } logs { time data { key value } } profiled }';
export const owner =
  'owner { scope serviceID serviceName normal serviceInstanceID serviceInstanceName endpointID endpointName }';
export const results = `results { metric { labels { key value } } values { id value traceID ${owner} } }`;
export const menuItem = 'title icon layer activate description documentLink i18nKey';
export const recordsTtl =
  '{ normal trace zipkinTrace log browserErrorLog coldNormal coldTrace coldZipkinTrace coldLog coldBrowserErrorLog }';
export const process =
  '{ id name serviceId serviceName instanceId instanceName agentId detectType labels attributes { name value } }';
export const ebpfTask =
  '{ taskId serviceName serviceId serviceInstanceId serviceInstanceName processLabels processName processId taskStartTime triggerType fixedTriggerDuration targetType createTime continuousProfilingCauses { type singleValue { threshold current } uri { uriRegex uriPath threshold current } message } }';
export const related = (extra = ''): string => `{ id name layer normal ${extra} }`;
