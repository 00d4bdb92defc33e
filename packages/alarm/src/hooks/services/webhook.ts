import type { AlarmNotice } from '../../notice.ts';
import type { WebhookSettings } from '../hook-settings.ts';
import {
  type HookTarget,
  type TargetParts,
  addressOf,
  judge,
  postJson,
  secretsOf,
} from '../hook-target.ts';

/** One target an address: one that takes both kinds is told of a recovery after it was told of the alarm. */
export function webhookTargets(settings: WebhookSettings, parts: TargetParts): HookTarget[] {
  const urls = new Set([...settings.urls, ...settings.recoveryUrls]);
  return [...urls].map((url) => {
    const takesFiring = settings.urls.includes(url);
    const takesRecovery = settings.recoveryUrls.includes(url);
    return {
      key: JSON.stringify([url, takesFiring, takesRecovery, settings.headers]),
      address: addressOf(url),
      secrets: [...secretsOf(url), ...Object.values(settings.headers)],
      batchMax: parts.limits.batchNoticesMax,
      takesFiring,
      takesRecovery,
      send: async (notices, signal) => {
        const { headers } = settings;
        const json = notices.map(webhookMessage);
        return judge(await postJson(parts, { url, json, headers, signal }), parts);
      },
    };
  });
}

/** Fields and names of SkyWalking's webhook (its docs, backend-alarm.md). */
export function webhookMessage(notice: AlarmNotice): Readonly<Record<string, unknown>> {
  return {
    scopeId: notice.scopeId,
    scope: notice.scope,
    name: notice.name,
    uuid: notice.uuid,
    id0: notice.id0,
    id1: notice.id1,
    ruleName: notice.ruleName,
    alarmMessage: notice.message,
    startTime: notice.startTimeMs,
    ...(notice.recoveryTimeMs === undefined ? {} : { recoveryTime: notice.recoveryTimeMs }),
    tags: notice.tags.map(({ key, value }) => ({ key, value })),
  };
}
