import { serviceLimits } from '../hook-limits.ts';
import type { DiscordSettings } from '../hook-settings.ts';
import { type HookTarget, type TargetParts, judge, postJson } from '../hook-target.ts';
import { cutToLength, fillText } from '../template.ts';
import { robotTarget, templateFor } from './robot.ts';

/** Webhooks of Discord: the template is plain text. */
export function discordTargets(settings: DiscordSettings, parts: TargetParts): HookTarget[] {
  return settings.webhooks.map(({ url, username }) =>
    robotTarget(url, settings, {
      identity: username,
      send: async ([notice], signal) => {
        if (notice === undefined) return { kind: 'sent' };
        // Names that come from outside call nobody; the template may.
        const message = notice.message.replaceAll(/@(?=everyone|here)|<(?=@)/g, '$&\u200b');
        const text = fillText(templateFor(notice, settings), message);
        const json = { username, content: cutToLength(text, serviceLimits.discordTextLengthMax) };
        return judge(await postJson(parts, { url, json, signal }), parts);
      },
    }),
  );
}
