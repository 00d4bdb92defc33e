/** What `swctl logs list` sends. */
import { knownLogs } from './known-logs.ts';
import type { ClientRequest } from './request.ts';
import { web } from './selections.ts';
import { ask, duration } from './swctl-form.ts';

const paging = { pageNum: 1, pageSize: 15 };

export const logs: readonly ClientRequest[] = [
  ask(
    'queryLogs',
    '$condition: LogQueryCondition!',
    '{ logs { serviceName serviceId serviceInstanceName serviceInstanceId endpointName endpointId traceId timestamp contentType content tags { key value } } }',
    {
      condition: {
        serviceId: web,
        serviceInstanceId: '',
        endpointId: '',
        relatedTrace: { traceId: '' },
        queryDuration: duration,
        paging,
        tags: null,
      },
    },
    { name: 'logs list', data: { result: { logs: knownLogs } } },
  ),
  ask(
    'queryLogs',
    '$condition: LogQueryCondition!',
    '{ logs { content } }',
    {
      condition: {
        serviceId: '',
        serviceInstanceId: '',
        endpointId: '',
        relatedTrace: { traceId: 'T1' },
        queryDuration: duration,
        paging,
        tags: [{ key: 'level', value: 'INFO' }],
      },
    },
    {
      name: 'logs list of a trace, with a tag',
      data: { result: { logs: [{ content: knownLogs[2].content }] } },
    },
  ),
];
