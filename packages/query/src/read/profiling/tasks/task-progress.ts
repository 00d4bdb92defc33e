import { ProfilingOperation } from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import type { FileKind } from '../profile-data.ts';
import { instanceNameOf, operationName, readTaskLogs } from './task-logs.ts';

/** How far the instances of a task are: `AsyncProfilerTaskProgress`, `PprofTaskProgress`. */
export interface TaskProgress {
  readonly logs: readonly object[];
  readonly errorInstanceIds: readonly string[];
  readonly successInstanceIds: readonly string[];
}

export async function readTaskProgress(
  reader: StoreReader,
  kind: FileKind,
  taskId: string,
): Promise<TaskProgress> {
  const logs = (await readTaskLogs(reader, kind, taskId)).filter(
    ({ operation }) => operationName(kind, operation) !== undefined,
  );
  const instancesWith = (...wanted: readonly number[]): readonly string[] => [
    ...new Set(
      logs
        .filter(({ operation }) => wanted.includes(operation))
        .map(({ instanceId }) => instanceId),
    ),
  ];
  return {
    // As SkyWalking has it, the id of a line is that of its task.
    logs: logs.map(({ instanceId, operation, timeMs }) => ({
      id: taskId,
      instanceId,
      instanceName: instanceNameOf(instanceId),
      operationType: operationName(kind, operation),
      operationTime: timeMs,
    })),
    errorInstanceIds: instancesWith(ProfilingOperation.tooLarge, ProfilingOperation.failed),
    successInstanceIds: instancesWith(ProfilingOperation.finished),
  };
}
