/**
 * New tasks: what each kind asks for, what the server will refuse (so that the dialog can say it before), and the mutations
 * of the protocol. The rules are the server's; where it has more than are known here, its own words are shown.
 */
import { graphql } from '../../server.ts';
import type { TaskKind } from './task.ts';

export interface TraceTaskDraft {
  readonly kind: 'trace';
  readonly serviceId: string;
  readonly endpointName: string;
  readonly durationMinutes: number;
  readonly minDurationThresholdMs: number;
  readonly dumpPeriodMs: number;
  readonly maxSamplingCount: number;
}

export const asyncProfilerEvents = ['CPU', 'WALL', 'ALLOC', 'LOCK', 'CTIMER', 'ITIMER'] as const;
export type AsyncProfilerEvent = (typeof asyncProfilerEvents)[number];

export interface AsyncProfilerTaskDraft {
  readonly kind: 'async-profiler';
  readonly serviceId: string;
  readonly instanceIds: readonly string[];
  readonly durationSeconds: number;
  readonly events: readonly AsyncProfilerEvent[];
  readonly execArgs: string;
}

export const pprofEvents = [
  'CPU',
  'HEAP',
  'ALLOCS',
  'GOROUTINE',
  'BLOCK',
  'MUTEX',
  'THREADCREATE',
] as const;
export type PprofEvent = (typeof pprofEvents)[number];

export interface PprofTaskDraft {
  readonly kind: 'pprof';
  readonly serviceId: string;
  readonly instanceIds: readonly string[];
  readonly event: PprofEvent;
  readonly durationMinutes: number;
  /** One event of so many (mutex), or so many nanoseconds (block). */
  readonly dumpPeriod: number;
}

export type TaskDraft = TraceTaskDraft | AsyncProfilerTaskDraft | PprofTaskDraft;

export const eventMeanings: Readonly<Record<AsyncProfilerEvent | PprofEvent, string>> = {
  CPU: 'Where processors work',
  WALL: 'Where threads are, working or waiting',
  ALLOC: 'Who allocates memory',
  ALLOCS: 'Who has allocated since the start',
  LOCK: 'Who waits for locks',
  CTIMER: 'CPU without perf events, for containers',
  ITIMER: 'CPU by an interval timer, where nothing else works',
  HEAP: 'Who holds memory that is alive',
  GOROUTINE: 'Where every goroutine is now',
  BLOCK: 'Who waits for channels and locks',
  MUTEX: 'Who holds locks that others want',
  THREADCREATE: 'Who started threads',
};

/** Go's events that are recorded over a time; the others are one look. */
export function takesTime(event: PprofEvent): boolean {
  return event === 'CPU' || event === 'BLOCK' || event === 'MUTEX';
}

/** Go's events that need a rate. */
export function needsPeriod(event: PprofEvent): boolean {
  return event === 'BLOCK' || event === 'MUTEX';
}

export const draftLimits = {
  traceMinutesMax: 15,
  dumpPeriodMsMin: 10,
  samplingCountMax: 9,
  pprofMinutesMax: 15,
  /** Beyond it agents stop by themselves. */
  asyncProfilerSecondsMax: 1200,
} as const;

/** By field: why the server would refuse what it holds. */
export type DraftProblems = Readonly<Record<string, string>>;

export function problemsOf(draft: TaskDraft): DraftProblems {
  const problems: Record<string, string> = {};
  if (draft.serviceId === '') problems['service'] = 'Choose a service.';
  if (draft.kind !== 'trace' && draft.instanceIds.length === 0)
    problems['instances'] = 'Choose at least one instance.';
  switch (draft.kind) {
    case 'trace':
      if (draft.endpointName.trim() === '') problems['endpoint'] = 'Name the endpoint.';
      if (!isWithin(draft.durationMinutes, 1, draftLimits.traceMinutesMax))
        problems['duration'] = `From 1 to ${draftLimits.traceMinutesMax} minutes.`;
      if (!isWithin(draft.minDurationThresholdMs, 0, Infinity))
        problems['threshold'] = 'Zero or more milliseconds.';
      if (!isWithin(draft.dumpPeriodMs, draftLimits.dumpPeriodMsMin, Infinity))
        problems['period'] =
          `At least ${draftLimits.dumpPeriodMsMin} ms: dumps cost the service time.`;
      if (!isWithin(draft.maxSamplingCount, 1, draftLimits.samplingCountMax))
        problems['samples'] = `From 1 to ${draftLimits.samplingCountMax} requests.`;
      break;
    case 'async-profiler':
      if (!isWithin(draft.durationSeconds, 1, draftLimits.asyncProfilerSecondsMax))
        problems['duration'] =
          `From 1 second to ${draftLimits.asyncProfilerSecondsMax / 60} minutes: agents stop there by themselves.`;
      if (draft.events.length === 0) problems['events'] = 'Choose at least one event.';
      break;
    case 'pprof':
      if (
        takesTime(draft.event) &&
        !isWithin(draft.durationMinutes, 1, draftLimits.pprofMinutesMax)
      )
        problems['duration'] = `From 1 to ${draftLimits.pprofMinutesMax} minutes.`;
      if (needsPeriod(draft.event) && !isWithin(draft.dumpPeriod, 1, Infinity))
        problems['period'] = 'More than zero.';
      break;
  }
  return problems;
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

const documents: Readonly<Record<TaskKind, string>> = {
  trace:
    'mutation Profile($r:ProfileTaskCreationRequest){made:createProfileTask(creationRequest:$r){errorReason id}}',
  'async-profiler':
    'mutation Profile($r:AsyncProfilerTaskCreationRequest!){made:createAsyncProfilerTask(asyncProfilerTaskCreationRequest:$r){code errorReason id}}',
  pprof:
    'mutation Profile($r:PprofTaskCreationRequest!){made:createPprofTask(pprofTaskCreationRequest:$r){code errorReason id}}',
};

function requestOf(draft: TaskDraft): Readonly<Record<string, unknown>> {
  switch (draft.kind) {
    case 'trace':
      return {
        serviceId: draft.serviceId,
        endpointName: draft.endpointName.trim(),
        duration: draft.durationMinutes,
        minDurationThreshold: draft.minDurationThresholdMs,
        dumpPeriod: draft.dumpPeriodMs,
        maxSamplingCount: draft.maxSamplingCount,
      };
    case 'async-profiler':
      return {
        serviceId: draft.serviceId,
        serviceInstanceIds: draft.instanceIds,
        duration: draft.durationSeconds,
        events: draft.events,
        ...(draft.execArgs.trim() === '' ? {} : { execArgs: draft.execArgs.trim() }),
      };
    case 'pprof':
      return {
        serviceId: draft.serviceId,
        serviceInstanceIds: draft.instanceIds,
        events: draft.event,
        ...(takesTime(draft.event) ? { duration: draft.durationMinutes } : {}),
        ...(needsPeriod(draft.event) ? { dumpPeriod: draft.dumpPeriod } : {}),
      };
  }
}

interface Made {
  readonly errorReason?: string | null;
  readonly id?: string | null;
}

/** The id of the new task, or the server's words about why there is none. */
export async function createTask(
  draft: TaskDraft,
): Promise<{ readonly id: string } | { readonly refused: string }> {
  const { made } = await graphql().query<{ readonly made: Made | null }>(documents[draft.kind], {
    r: requestOf(draft),
  });
  if (typeof made?.id === 'string' && made.id !== '') return { id: made.id };
  return { refused: made?.errorReason ?? 'The server made no task and did not say why.' };
}

/** What usually answers the question that a service of this language raises. */
export function usualKind(language: string): TaskKind {
  return language === 'GO' ? 'pprof' : language === 'JAVA' ? 'async-profiler' : 'trace';
}

/** Why agents of a language cannot do what a kind asks of them; undefined where they can or nobody knows. */
export function unfitReason(kind: TaskKind, languages: readonly string[]): string | undefined {
  if (languages.length === 0 || languages.includes('UNKNOWN')) return undefined;
  if (kind === 'async-profiler' && !languages.includes('JAVA'))
    return 'async-profiler runs inside of Java agents; none of the instances here is Java.';
  if (kind === 'pprof' && !languages.includes('GO'))
    return 'pprof is made by Go agents; none of the instances here is Go.';
  if (
    kind === 'trace' &&
    !languages.some((each) => ['JAVA', 'PYTHON', 'GO', 'DOTNET'].includes(each))
  )
    return 'The agents of this service take no thread dumps.';
  return undefined;
}
