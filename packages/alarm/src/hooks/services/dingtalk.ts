import { createHmac } from 'node:crypto';
import { serviceLimits } from '../hook-limits.ts';
import type { SignedRobotSettings, SignedWebhook } from '../hook-settings.ts';
import { type HookTarget, type TargetParts, judgeCode, postJson } from '../hook-target.ts';
import { cutToBytes, fillJson } from '../template.ts';
import { jsonTemplateFor, robotTarget } from './robot.ts';

/** -1: the service is busy; 130101: more than twenty messages in a minute. */
const answers = { code: 'errcode', message: 'errmsg', busy: [-1, 130_101] };

/** Robots of DingTalk: the template is the whole message. With a secret, the address carries time and signature. */
export function dingtalkTargets(settings: SignedRobotSettings, parts: TargetParts): HookTarget[] {
  const cut = (text: string): string => cutToBytes(text, serviceLimits.dingtalkTextBytesMax);
  return settings.webhooks.map((webhook) =>
    robotTarget(webhook.url, settings, {
      identity: webhook.secret,
      secrets: [webhook.secret],
      send: async ([notice], signal) => {
        if (notice === undefined) return { kind: 'sent' };
        const url = signedUrl(webhook, parts.clock.nowMs());
        const json = fillJson(jsonTemplateFor(notice, settings), notice.message, cut);
        return judgeCode(await postJson(parts, { url, json, signal }), parts, answers);
      },
    }),
  );
}

/** HMAC-SHA256 under the secret, of the time in milliseconds, a line break and the secret again. */
function signedUrl({ url, secret }: SignedWebhook, nowMs: number): string {
  if (secret === '') return url;
  const sign = createHmac('sha256', secret).update(`${nowMs}\n${secret}`).digest('base64');
  const joint = url.includes('?') ? '&' : '?';
  return `${url}${joint}timestamp=${nowMs}&sign=${encodeURIComponent(sign)}`;
}
