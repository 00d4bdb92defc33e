/** The section `hooks:` of the alarm settings, checked. Plain data: two that are equal mean the same hook. */

interface Named {
  /** `type.name`, as rules name it. */
  readonly name: string;
  /** Whether it is told of alarms whose rule names no hooks. */
  readonly isDefault: boolean;
}

/** `%s` stands for the alarm's message. An empty template: nothing is told. */
export interface Templates {
  readonly textTemplate: string;
  readonly recoveryTextTemplate: string;
}

/** A robot's address. With a secret, requests are signed. */
export interface SignedWebhook {
  readonly url: string;
  /** '' when there is none. */
  readonly secret: string;
}

export interface WebhookSettings extends Named {
  readonly type: 'webhook';
  readonly urls: readonly string[];
  readonly recoveryUrls: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

export interface GrpcHookSettings extends Named {
  readonly type: 'gRPC';
  readonly targetHost: string;
  readonly targetPort: number;
}

export interface PlainRobotSettings extends Named, Templates {
  readonly type: 'slack' | 'wechat';
  readonly webhooks: readonly string[];
}

export interface SignedRobotSettings extends Named, Templates {
  readonly type: 'dingtalk' | 'feishu';
  readonly webhooks: readonly SignedWebhook[];
}

export interface WelinkWebhook {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessTokenUrl: string;
  readonly messageUrl: string;
  readonly robotName: string;
  readonly groupIds: readonly string[];
}

export interface WelinkSettings extends Named, Templates {
  readonly type: 'welink';
  readonly webhooks: readonly WelinkWebhook[];
}

export interface PagerdutySettings extends Named, Templates {
  readonly type: 'pagerduty';
  readonly eventsApiUrl: string;
  readonly integrationKeys: readonly string[];
}

export interface DiscordWebhook {
  readonly url: string;
  readonly username: string;
}

export interface DiscordSettings extends Named, Templates {
  readonly type: 'discord';
  readonly webhooks: readonly DiscordWebhook[];
}

export type HookSettings =
  | WebhookSettings
  | GrpcHookSettings
  | PlainRobotSettings
  | SignedRobotSettings
  | WelinkSettings
  | PagerdutySettings
  | DiscordSettings;

export type HookType = HookSettings['type'];
