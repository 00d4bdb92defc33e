import { createHmac } from 'node:crypto';
import { serviceLimits } from '../hook-limits.ts';
import type { SignedRobotSettings } from '../hook-settings.ts';
import { type HookTarget, type TargetParts, judgeCode, postJson } from '../hook-target.ts';
import { type JsonObject, cutToBytes, fillJson, isObject } from '../template.ts';
import { jsonTemplateFor, robotTarget } from './robot.ts';

/** 11232: called too often. */
const answers = { code: 'code', message: 'msg', busy: [11_232] };

/**
 * Custom bots of Feishu and Lark: the template is the whole message, but for `ats`, user ids with commas between them, whom a
 * message of text then calls. With a secret, the message carries time and signature.
 */
export function feishuTargets(settings: SignedRobotSettings, parts: TargetParts): HookTarget[] {
  const cut = (text: string): string => cutToBytes(text, serviceLimits.feishuTextBytesMax);
  return settings.webhooks.map(({ url, secret }) =>
    robotTarget(url, settings, {
      identity: secret,
      secrets: [secret],
      send: async ([notice], signal) => {
        if (notice === undefined) return { kind: 'sent' };
        // `<at …>` calls somebody; only the template may.
        const message = notice.message.replaceAll('<at', '<\u200bat');
        const filled = fillJson(jsonTemplateFor(notice, settings), message, cut);
        const json = {
          ...signatureOf(secret, parts.clock.nowMs()),
          ...(isObject(filled) ? withMentions(filled) : {}),
        };
        return judgeCode(await postJson(parts, { url, json, signal }), parts, answers);
      },
    }),
  );
}

/** HMAC-SHA256 of nothing, under the time in seconds, a line break and the secret. */
function signatureOf(secret: string, nowMs: number): JsonObject {
  if (secret === '') return {};
  const timestamp = String(Math.floor(nowMs / 1_000));
  return {
    timestamp,
    sign: createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64'),
  };
}

function withMentions({ ats, ...message }: JsonObject): JsonObject {
  const content = message['content'];
  if (typeof ats !== 'string' || !isObject(content) || typeof content['text'] !== 'string') {
    return message;
  }
  const users = ats.split(',').map((user) => user.trim());
  const mentions = users.map((user) => (user === '' ? '' : `<at user_id="${user}"></at>`));
  return { ...message, content: { ...content, text: `${content['text']}${mentions.join('')}` } };
}
