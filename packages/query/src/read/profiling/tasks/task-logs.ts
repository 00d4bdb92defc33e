import {
  type ProfilingKind,
  ProfilingOperation,
  parseMemberId,
  profilingLogSchemas,
} from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../../limits.ts';

/** What an instance told of a task, or was told. */
export interface TaskLog {
  readonly instanceId: string;
  /** A value of `ProfilingOperation`. */
  readonly operation: number;
  readonly timeMs: number;
  /** Why, where something failed. */
  readonly message: string;
}

/** Newest first. */
export async function readTaskLogs(
  reader: StoreReader,
  kind: ProfilingKind,
  taskId: string,
): Promise<readonly TaskLog[]> {
  if (taskId === '') return [];
  const rows = await reader.readRecords({
    schema: profilingLogSchemas[kind],
    filters: [{ column: 'taskId', op: 'equals', value: taskId }],
    order: { column: 'operationTime', descending: true },
    offset: 0,
    limit: queryLimits.profilingLogsMax,
    columns: ['instance', 'operation', 'operationTime', 'message'],
  });
  return rows.map((row) => ({
    instanceId: String(row['instance'] ?? ''),
    operation: Number(row['operation'] ?? 0),
    timeMs: Number(row['operationTime'] ?? 0),
    message: String(row['message'] ?? ''),
  }));
}

/** '' for what is no id of an instance. */
export function instanceNameOf(instanceId: string): string {
  return parseMemberId(instanceId)?.name ?? '';
}

/** What GraphQL calls an operation; undefined for what SkyWalking has no word for. */
export function operationName(kind: ProfilingKind, operation: number): string | undefined {
  switch (operation) {
    case ProfilingOperation.notified:
      return 'NOTIFIED';
    case ProfilingOperation.finished:
      return 'EXECUTION_FINISHED';
    case ProfilingOperation.tooLarge:
      return `${kind === 'pprof' ? 'PPROF' : 'JFR'}_UPLOAD_FILE_TOO_LARGE_ERROR`;
    case ProfilingOperation.failed:
      return 'EXECUTION_TASK_ERROR';
    default:
      return undefined;
  }
}
