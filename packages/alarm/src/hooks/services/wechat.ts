import { serviceLimits } from '../hook-limits.ts';
import type { PlainRobotSettings } from '../hook-settings.ts';
import { type HookTarget, type TargetParts, judgeCode, postJson } from '../hook-target.ts';
import { cutToBytes, fillJson } from '../template.ts';
import { jsonTemplateFor, robotTarget } from './robot.ts';

/** -1: the service is busy; 45009: called too often. */
const answers = { code: 'errcode', message: 'errmsg', busy: [-1, 45_009] };

/** Group robots of WeCom (WeChat for companies): the template is the whole message. */
export function wechatTargets(settings: PlainRobotSettings, parts: TargetParts): HookTarget[] {
  const cut = (text: string): string => cutToBytes(text, serviceLimits.wechatTextBytesMax);
  return settings.webhooks.map((url) =>
    robotTarget(url, settings, {
      send: async ([notice], signal) => {
        if (notice === undefined) return { kind: 'sent' };
        // In messages of Markdown, `<@…>` calls somebody.
        const message = notice.message.replaceAll('<@', '<\u200b@');
        const json = fillJson(jsonTemplateFor(notice, settings), message, cut);
        return judgeCode(await postJson(parts, { url, json, signal }), parts, answers);
      },
    }),
  );
}
