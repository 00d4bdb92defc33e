import type { AlarmNotice } from '../../notice.ts';
import { serviceLimits } from '../hook-limits.ts';
import type { PagerdutySettings } from '../hook-settings.ts';
import { type HookTarget, type TargetParts, isRecovery, judge, postJson } from '../hook-target.ts';
import { cutToLength, fillText } from '../template.ts';
import { robotTarget, templateFor } from './robot.ts';

/**
 * PagerDuty's Events API v2. The alarm's uuid is the `dedup_key`: the recovery resolves the incident that the alarm triggered,
 * which needs no text, so recoveries are told without a template for them, too.
 */
export function pagerdutyTargets(settings: PagerdutySettings, parts: TargetParts): HookTarget[] {
  const url = settings.eventsApiUrl;
  return settings.integrationKeys.map((key) => ({
    ...robotTarget(url, settings, {
      identity: key,
      secrets: [key],
      send: async ([notice], signal) => {
        if (notice === undefined) return { kind: 'sent' };
        return judge(
          await postJson(parts, { url, json: eventOf(notice, settings, key), signal }),
          parts,
        );
      },
    }),
    takesRecovery: true,
  }));
}

function eventOf(notice: AlarmNotice, settings: PagerdutySettings, key: string): unknown {
  const template = templateFor(notice, settings);
  const filled = fillText(template.trim() === '' ? '%s' : template, notice.message);
  return {
    payload: {
      summary: cutToLength(filled, serviceLimits.pagerdutySummaryLengthMax),
      severity: severityOf(notice),
      source: 'Skywalking',
    },
    routing_key: key,
    dedup_key: notice.uuid,
    event_action: isRecovery(notice) ? 'resolve' : 'trigger',
  };
}

const severities: ReadonlySet<string> = new Set(['critical', 'error', 'warning', 'info']);

/** The rule's tag `level`, where it is one of PagerDuty's severities. */
function severityOf({ tags }: AlarmNotice): string {
  const level = tags.find(({ key }) => key === 'level')?.value.toLowerCase() ?? '';
  return severities.has(level) ? level : 'warning';
}
