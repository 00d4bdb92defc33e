/**
 * How many incidents fire right now, for the bar of every page: one small question at most twice a minute, and silence
 * where a server has no alarms.
 */
import { valueOf } from '../../base/loadable.ts';
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { graphql, serverClock } from '../server.ts';
import { slowPresent } from '../page/refresh.ts';
import { wireDuration } from '../page/time-window.ts';
import { nowMs } from '../page/url-state.ts';
import { readAlarm } from './alarm.ts';
import type { WireAlarm } from './alarm.ts';
import { incidentRows } from './incident.ts';
import { alarmLimits } from './limits.ts';

const readMsMin = 30_000;
const alarmsMax = 500;

const document =
  'query Firing($c:AlarmQueryCondition!){queryAlarms(condition:$c){msgs{startTime recoveryTime scope id name message snapshot{expression}}}}';

let firing: Query<number> | undefined;

/** Undefined while it is not known. The first reading starts asking. */
export const firingCount: ReadonlySignal<number | undefined> = computed(() => {
  firing ??= openFiring();
  const { result } = firing;
  return valueOf(result.value);
});

function openFiring(): Query<number> {
  const present = slowPresent(readMsMin);
  return createQuery({
    key: () => (serverClock.value === undefined ? undefined : 'firing'),
    read: async (signal) => {
      void present.value;
      const now = nowMs.peek();
      const duration = wireDuration(
        { startMs: now - alarmLimits.lookBackMs, endMs: now },
        'SECOND',
        serverClock.peek()?.offsetMs ?? 0,
      );
      const { queryAlarms } = await graphql().query<{
        readonly queryAlarms: { readonly msgs: readonly WireAlarm[] } | null;
      }>(document, { c: { duration, paging: { pageNum: 1, pageSize: alarmsMax } } }, signal);
      const rows = incidentRows((queryAlarms?.msgs ?? []).map(readAlarm));
      return rows.filter((row) => row.isFiring).length;
    },
  });
}
