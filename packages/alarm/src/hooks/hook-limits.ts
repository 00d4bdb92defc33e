/** What alarms may make the hooks keep, send and wait for. Tests pass smaller ones. */
export interface HookLimits {
  /** Notices that wait for one address; when one more comes, the oldest is dropped and counted. */
  readonly queuedNoticesMax: number;
  /** Notices in one POST of a webhook, or one call of a gRPC hook. */
  readonly batchNoticesMax: number;
  /** How often one batch is tried; after that it has failed. */
  readonly attemptsMax: number;
  /** The pause after the first attempt; it doubles with each, up to the longest. */
  readonly retryMsMin: number;
  readonly retryMsMax: number;
  /** What a `Retry-After` may ask for; more counts as this. */
  readonly retryAfterMsMax: number;
  /** One attempt, redirects included. */
  readonly attemptTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** What is not delivered by then when the server ends, or when a hook is taken out, is dropped and counted. */
  readonly flushMsMax: number;
  /** One log line about a failing address in each such period. */
  readonly logPeriodMs: number;
}

export const hookLimits: HookLimits = {
  queuedNoticesMax: 1_000,
  batchNoticesMax: 100,
  attemptsMax: 8,
  retryMsMin: 1_000,
  retryMsMax: 60_000,
  retryAfterMsMax: 120_000,
  attemptTimeoutMs: 10_000,
  connectTimeoutMs: 5_000,
  flushMsMax: 5_000,
  logPeriodMs: 10_000,
};

/** What one settings file may hold; further ones are refused. */
export const hookCountLimits = { hooksMax: 200, addressesPerHookMax: 50 } as const;

/** What the services take; longer texts are cut, because they would refuse the whole message. */
export const serviceLimits = {
  slackBlocksMax: 50,
  slackTextLengthMax: 3_000,
  wechatTextBytesMax: 2_048,
  dingtalkTextBytesMax: 18_000,
  feishuTextBytesMax: 18_000,
  discordTextLengthMax: 2_000,
  pagerdutySummaryLengthMax: 1_024,
} as const;
