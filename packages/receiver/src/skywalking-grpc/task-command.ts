import type { ProfilingTask } from '@stormpetrel/model';
import { Commands } from '@stormpetrel/protocol';

type Arguments = readonly (readonly [key: string, value: string | number])[];

/** The commands for tasks, their arguments in the order of SkyWalking's own (apm-network, trace.component.command). */
export function encodeTasks(
  tasks: readonly ProfilingTask[],
  serialNumber: () => string,
): Uint8Array {
  const commands = tasks.map((task) => ({
    command: commandNames[task.kind],
    args: [['SerialNumber', serialNumber()] as const, ...argumentsOf(task)].map(([key, value]) => ({
      key,
      value: String(value),
    })),
  }));
  return Commands.encode({ commands }).finish();
}

const commandNames: Readonly<Record<ProfilingTask['kind'], string>> = {
  trace: 'ProfileTaskQuery',
  'async-profiler': 'AsyncProfilerTaskQuery',
  pprof: 'PprofTaskQuery',
};

function argumentsOf(task: ProfilingTask): Arguments {
  switch (task.kind) {
    case 'trace':
      return [
        ['TaskId', task.id],
        ['EndpointName', task.spec.endpointName],
        ['Duration', task.spec.durationMinutes],
        ['MinDurationThreshold', task.spec.minDurationThresholdMs],
        ['DumpPeriod', task.spec.dumpPeriodMs],
        ['MaxSamplingCount', task.spec.maxSamplingCount],
        ['StartTime', task.startTimeMs],
        ['CreateTime', task.createTimeMs],
      ];
    case 'async-profiler':
      return [
        ['TaskId', task.id],
        ['Duration', task.spec.durationSeconds],
        ['ExecArgs', execArgs(task.spec.events, task.spec.execArgs)],
        ['CreateTime', task.createTimeMs],
      ];
    case 'pprof':
      return [
        ['TaskId', task.id],
        ['Events', task.spec.event.toLowerCase()],
        ['Duration', task.spec.durationMinutes],
        ['CreateTime', task.createTimeMs],
        ['DumpPeriod', task.spec.dumpPeriod],
      ];
  }
}

/** What async-profiler is started with. */
function execArgs(events: readonly string[], more: string): string {
  const list = `event=${events.map((event) => event.toLowerCase()).join(',')}`;
  return more === '' ? list : `${list},${more}`;
}
