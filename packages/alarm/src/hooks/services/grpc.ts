import { type GrpcClient, grpcStatus, grpcTarget } from '@stormpetrel/outbound/grpc';
import { AlarmMessage, AlarmRecoveryMessage } from '@stormpetrel/protocol';
import type { AlarmNotice } from '../../notice.ts';
import type { GrpcHookSettings } from '../hook-settings.ts';
import { type HookTarget, type TargetParts, isRecovery } from '../hook-target.ts';

/** SkyWalking's AlarmService (alarm-hook.proto), which has no package. */
const firingPath = '/AlarmService/doAlarm';
const recoveryPath = '/AlarmService/doAlarmRecovery';

const worthAnotherTry: ReadonlySet<number> = new Set([
  grpcStatus.deadlineExceeded,
  grpcStatus.resourceExhausted,
  grpcStatus.aborted,
  grpcStatus.internal,
  grpcStatus.unavailable,
]);

export function grpcTargets(settings: GrpcHookSettings, parts: TargetParts): HookTarget[] {
  const target = grpcTarget(settings.targetHost, settings.targetPort);
  let client: GrpcClient | undefined;
  return [
    {
      key: target,
      address: `grpc://${target}`,
      secrets: [],
      batchMax: parts.limits.batchNoticesMax,
      takesFiring: true,
      takesRecovery: true,
      send: async (notices, signal) => {
        if (signal.aborted) return { kind: 'again', reason: 'ended before the answer came' };
        client ??= parts.createGrpcClient({ target, clock: parts.clock });
        const recovery = notices.some(isRecovery);
        const messages = notices.map(recovery ? encodeRecovery : encodeFiring);
        const close = (): void => client?.close();
        signal.addEventListener('abort', close);
        const outcome = await client.clientStream(recovery ? recoveryPath : firingPath, messages, {
          deadlineMs: parts.limits.attemptTimeoutMs,
        });
        signal.removeEventListener('abort', close);
        if (outcome.ok) return { kind: 'sent' };
        const reason = `answered with gRPC status ${outcome.status}: ${outcome.details.slice(0, 200)}`;
        return { kind: worthAnotherTry.has(outcome.status) ? 'again' : 'failed', reason };
      },
      close: () => client?.close(),
    },
  ];
}

function encodeFiring(notice: AlarmNotice): Uint8Array {
  return AlarmMessage.encode(fieldsOf(notice)).finish();
}

function encodeRecovery(notice: AlarmNotice): Uint8Array {
  const recoveryTime = notice.recoveryTimeMs ?? 0;
  return AlarmRecoveryMessage.encode({ ...fieldsOf(notice), recoveryTime }).finish();
}

function fieldsOf(notice: AlarmNotice): AlarmMessage {
  return {
    scopeId: notice.scopeId,
    scope: notice.scope,
    name: notice.name,
    id0: notice.id0,
    id1: notice.id1,
    ruleName: notice.ruleName,
    alarmMessage: notice.message,
    startTime: notice.startTimeMs,
    tags: { data: notice.tags.map(({ key, value }) => ({ key, value })) },
    uuid: notice.uuid,
  };
}
