import type { Clock } from '@stormpetrel/base';
import type { GrpcClient, GrpcClientOptions } from '@stormpetrel/outbound/grpc';
import type { HttpCall, HttpClient, HttpOutcome } from '@stormpetrel/outbound/http';
import type { AlarmNotice } from '../notice.ts';
import type { HookLimits } from './hook-limits.ts';

/** Reasons go to the log: they MUST hold nothing secret; `secrets` of the target are struck out besides. */
export type SendResult =
  | { readonly kind: 'sent' }
  /** Trying again may help. */
  | { readonly kind: 'again'; readonly reason: string; readonly afterMs?: number }
  /** The other side has made up its mind. */
  | { readonly kind: 'failed'; readonly reason: string };

/** One address of one hook. Its notices are sent in order, one batch at a time. */
export interface HookTarget {
  /** Stays the same over reloads as long as everything about the target does. */
  readonly key: string;
  /** For the log: scheme, host and port; never path, query or credentials, which are the secret of most hooks. */
  readonly address: string;
  /** Texts that no log line may show. */
  readonly secrets: readonly string[];
  /** Notices that one sending takes. A batch is never mixed of firing and recovery. */
  readonly batchMax: number;
  readonly takesFiring: boolean;
  readonly takesRecovery: boolean;
  send(notices: readonly AlarmNotice[], signal: AbortSignal): Promise<SendResult>;
  close?(): void;
}

/** What targets are made with. */
export interface TargetParts {
  readonly http: HttpClient;
  readonly createGrpcClient: (options: GrpcClientOptions) => GrpcClient;
  readonly clock: Clock;
  readonly limits: HookLimits;
}

export function isRecovery(notice: AlarmNotice): boolean {
  return notice.recoveryTimeMs !== undefined;
}

/** POSTs JSON within the limits of one attempt. */
export function postJson(
  parts: TargetParts,
  call: Pick<HttpCall, 'url' | 'headers' | 'signal'> & { readonly json: unknown },
): Promise<HttpOutcome> {
  const { json, ...rest } = call;
  return parts.http.post({
    ...rest,
    body: JSON.stringify(json),
    timeoutMs: parts.limits.attemptTimeoutMs,
    connectTimeoutMs: parts.limits.connectTimeoutMs,
  });
}

/** What an outcome means for what was sent. Of the statuses of 4xx only 408 and 429 are worth another attempt. */
export function judge(outcome: HttpOutcome, parts: TargetParts): SendResult {
  switch (outcome.kind) {
    case 'ok':
      return { kind: 'sent' };
    case 'status':
    case 'too-large': {
      const { status } = outcome;
      if (status >= 200 && status < 300) return { kind: 'sent' };
      const reason = `answered with status ${status}`;
      if (status !== 408 && status !== 429 && status < 500) return { kind: 'failed', reason };
      const after = outcome.kind === 'status' ? outcome.retryAfter : undefined;
      const afterMs = after === undefined ? undefined : parseRetryAfter(after, parts);
      return { kind: 'again', reason, ...(afterMs === undefined ? {} : { afterMs }) };
    }
    case 'timeout':
      return {
        kind: 'again',
        reason: outcome.phase === 'connect' ? 'no connection in time' : 'no answer in time',
      };
    case 'unreachable':
      return { kind: 'again', reason: outcome.reason };
    case 'refused':
      return { kind: 'failed', reason: outcome.reason };
    case 'aborted':
      return { kind: 'again', reason: 'ended before the answer came' };
  }
}

/** Seconds, or a date (RFC 9110, 10.2.3). Nonsense is as if it were not there. */
function parseRetryAfter(value: string, { clock, limits }: TargetParts): number | undefined {
  const asked = /^\d+(\.\d+)?$/.test(value)
    ? Number(value) * 1_000
    : Date.parse(value) - clock.nowMs();
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, 0), limits.retryAfterMsMax);
}

/** The top of an answer that is JSON; nothing of one that is not. */
export function answeredObject(outcome: HttpOutcome): Readonly<Record<string, unknown>> {
  if (outcome.kind !== 'ok') return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(outcome.body));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/**
 * For services that answer 200 and tell in the body whether they mean it. An answer without the code counts as a yes, since
 * relays in between answer as they like.
 */
export function judgeCode(
  outcome: HttpOutcome,
  parts: TargetParts,
  service: { readonly code: string; readonly message: string; readonly busy: readonly number[] },
): SendResult {
  const answer = answeredObject(outcome);
  const code = Number(answer[service.code] ?? 0);
  if (outcome.kind !== 'ok' || code === 0) return judge(outcome, parts);
  const message = answer[service.message];
  const said = typeof message === 'string' ? `: ${message.slice(0, 200)}` : '';
  const kind = service.busy.includes(code) ? 'again' : 'failed';
  return { kind, reason: `answered with ${service.code} ${code}${said}` };
}

export function addressOf(url: string): string {
  return URL.parse(url)?.origin ?? '';
}

/** The parts of an address that are as good as a password. */
export function secretsOf(url: string): string[] {
  const parsed = URL.parse(url);
  if (parsed === null) return [url];
  return [parsed.href, `${parsed.pathname}${parsed.search}`, parsed.username, parsed.password];
}
