import type { AlarmNotice } from '../../notice.ts';

/** 2026-11-20 12:00:00 UTC. */
export const startMs = 1_795_176_000_000;

export function firing(fields: Partial<AlarmNotice> = {}): AlarmNotice {
  return {
    uuid: 'u-1',
    scopeId: 1,
    scope: 'SERVICE',
    name: 'orders',
    id0: 'b3JkZXJz.1',
    id1: '',
    ruleName: 'service_resp_time_rule',
    message: 'Response time of orders is over 1 s.',
    tags: [{ key: 'level', value: 'CRITICAL' }],
    startTimeMs: startMs,
    hooks: [],
    ...fields,
  };
}

export function recovered(fields: Partial<AlarmNotice> = {}): AlarmNotice {
  return firing({ recoveryTimeMs: startMs + 180_000, ...fields });
}
