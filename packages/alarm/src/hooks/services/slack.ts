import type { PlainRobotSettings } from '../hook-settings.ts';
import { type HookTarget, type TargetParts, judge, postJson } from '../hook-target.ts';
import { serviceLimits } from '../hook-limits.ts';
import { cutToLength, fillJson } from '../template.ts';
import { jsonTemplateFor, robotTarget } from './robot.ts';

/**
 * Incoming webhooks of Slack: the template is one block, and one message has a block for each notice.
 * `&`, `<` and `>` of an alarm's message are escaped, as Slack asks; else a name with `<!channel>` in it would call everybody.
 */
export function slackTargets(settings: PlainRobotSettings, parts: TargetParts): HookTarget[] {
  const cut = (text: string): string => cutToLength(text, serviceLimits.slackTextLengthMax);
  return settings.webhooks.map((url) =>
    robotTarget(url, settings, {
      batchMax: serviceLimits.slackBlocksMax,
      send: async (notices, signal) => {
        const blocks = notices.map((notice) =>
          fillJson(jsonTemplateFor(notice, settings), escapeControl(notice.message), cut),
        );
        return judge(await postJson(parts, { url, json: { blocks }, signal }), parts);
      },
    }),
  );
}

function escapeControl(message: string): string {
  return message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
