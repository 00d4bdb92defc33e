import type { HookSettings } from '../hook-settings.ts';
import type { HookTarget, TargetParts } from '../hook-target.ts';
import { dingtalkTargets } from './dingtalk.ts';
import { discordTargets } from './discord.ts';
import { feishuTargets } from './feishu.ts';
import { grpcTargets } from './grpc.ts';
import { pagerdutyTargets } from './pagerduty.ts';
import { slackTargets } from './slack.ts';
import { webhookTargets } from './webhook.ts';
import { wechatTargets } from './wechat.ts';
import { welinkTargets } from './welink.ts';

export function targetsOf(settings: HookSettings, parts: TargetParts): HookTarget[] {
  switch (settings.type) {
    case 'webhook':
      return webhookTargets(settings, parts);
    case 'gRPC':
      return grpcTargets(settings, parts);
    case 'slack':
      return slackTargets(settings, parts);
    case 'wechat':
      return wechatTargets(settings, parts);
    case 'dingtalk':
      return dingtalkTargets(settings, parts);
    case 'feishu':
      return feishuTargets(settings, parts);
    case 'welink':
      return welinkTargets(settings, parts);
    case 'pagerduty':
      return pagerdutyTargets(settings, parts);
    case 'discord':
      return discordTargets(settings, parts);
  }
}
