/**
 * What a recording holds according to the JDK's own program: `jfr print --json`, added up by event and by innermost frame.
 * Shares nothing with the reader that it is to prove.
 */
import { execFileSync } from 'node:child_process';

/** Sums of an event: how many samples, what they weigh, and the same for each innermost frame, thread and state. */
export interface EventTotals {
  samples: number;
  weight: number;
  readonly byTopFrame: Record<string, number>;
  readonly byThread: Record<string, number>;
  readonly byState: Record<string, number>;
  firstMs: number;
  lastMs: number;
  /** Frames of all samples together. */
  frames: number;
}

export type Totals = Record<string, EventTotals>;

interface PrintedFrame {
  readonly method: { readonly type: { readonly name: string } | null; readonly name: string };
  readonly lineNumber: number;
  readonly type: string;
}

interface PrintedThread {
  readonly javaName: string | null;
  readonly osName: string | null;
}

interface PrintedValues {
  readonly startTime: string;
  readonly duration?: string;
  readonly stackTrace: { readonly frames: readonly PrintedFrame[] } | null;
  readonly eventThread?: PrintedThread | null;
  readonly sampledThread?: PrintedThread | null;
  readonly state?: string | null;
  readonly samples?: number;
  readonly weight?: number;
  readonly size?: number;
  readonly address?: number | string;
  readonly allocationSize?: number;
  readonly tlabSize?: number;
}

const weights: Readonly<Record<string, (values: PrintedValues) => number>> = {
  'jdk.ExecutionSample': () => 1,
  'jdk.NativeMethodSample': () => 1,
  'jdk.OldObjectSample': () => 0,
  'profiler.WallClockSample': ({ samples }) => samples ?? 1,
  'jdk.ObjectAllocationInNewTLAB': ({ tlabSize, allocationSize }) =>
    tlabSize || allocationSize || 0,
  'jdk.ObjectAllocationOutsideTLAB': ({ allocationSize }) => allocationSize ?? 0,
  'jdk.ObjectAllocationSample': ({ weight }) => weight ?? 0,
  'profiler.LiveObject': ({ allocationSize }) => allocationSize ?? 0,
  'profiler.Malloc': ({ size }) => size ?? 0,
  'jdk.JavaMonitorEnter': ({ duration }) => nanoseconds(duration),
  'jdk.JavaMonitorWait': ({ duration }) => nanoseconds(duration),
  'jdk.ThreadPark': ({ duration }) => nanoseconds(duration),
  'jdk.ThreadSleep': ({ duration }) => nanoseconds(duration),
};

/** Printed one by one: a quick machine allocates more in a second than fits into one text. */
const frequentEvents: readonly string[] = Object.keys(weights).filter((event) =>
  event.startsWith('jdk.ObjectAllocation'),
);

/** Adds up the events of a recording that have a stack. Native code is of no class in the files of async-profiler. */
export function foldJfrPrint(path: string, nativeIsC: boolean): Totals {
  const others = Object.keys(weights).filter((event) => !frequentEvents.includes(event));
  const totals: Totals = {};
  for (const events of [others.join(','), ...frequentEvents])
    foldEvents(path, events, nativeIsC, totals);
  foldLeaks(path, nativeIsC, totals);
  return totals;
}

/** What was allocated and not freed, but for the last tenth of the time, as async-profiler's converter has it. */
function foldLeaks(path: string, nativeIsC: boolean, totals: Totals): void {
  const events = printedEvents(path, 'profiler.Malloc,profiler.Free').map((event) => ({
    ...event,
    timeNs: nanosecondsSinceEpoch(event.values.startTime),
  }));
  events.sort((a, b) => Number(a.timeNs - b.timeNs));
  const [first, last] = [events.at(0), events.at(-1)];
  if (first === undefined || last === undefined) return;
  const live = new Map<string, (typeof events)[0]>();
  for (const event of events) {
    const address = String(event.values.address);
    if (event.type === 'profiler.Free') live.delete(address);
    else if (event.values.stackTrace !== null) live.set(address, event);
  }
  if (!events.some(({ type }) => type === 'profiler.Free')) return;
  const youngFrom = last.timeNs - (last.timeNs - first.timeNs) / 10n;
  for (const { values, timeNs } of live.values()) {
    if (timeNs > youngFrom) continue;
    add((totals['profiler.Leak'] ??= emptyTotals()), 'profiler.Malloc', values, nativeIsC);
  }
}

function foldEvents(path: string, events: string, nativeIsC: boolean, totals: Totals): void {
  for (const { type, values } of printedEvents(path, events)) {
    if (values.stackTrace !== null) add((totals[type] ??= emptyTotals()), type, values, nativeIsC);
  }
}

interface PrintedEvent {
  readonly type: string;
  readonly values: PrintedValues;
}

function printedEvents(path: string, events: string): readonly PrintedEvent[] {
  const printed = execFileSync(
    'jfr',
    ['print', '--json', '--stack-depth', '4096', '--events', events, path],
    { encoding: 'utf8', maxBuffer: 2 ** 29 },
  );
  const { recording } = JSON.parse(printed) as {
    readonly recording: { readonly events: readonly PrintedEvent[] };
  };
  return recording.events;
}

function add(totals: EventTotals, type: string, values: PrintedValues, nativeIsC: boolean): void {
  const weight = weights[type]?.(values) ?? 0;
  const frames = values.stackTrace?.frames ?? [];
  const thread = values.sampledThread ?? values.eventThread;
  const top = frames[0] === undefined ? '(none)' : nameOf(frames[0], nativeIsC);
  const timeMs = milliseconds(values.startTime);
  totals.samples++;
  totals.weight += weight;
  totals.frames += frames.length;
  totals.firstMs = Math.min(totals.firstMs, timeMs);
  totals.lastMs = Math.max(totals.lastMs, timeMs);
  for (const [sums, key] of [
    [totals.byTopFrame, top],
    [totals.byThread, thread?.javaName || thread?.osName || '-'],
    [totals.byState, values.state ?? '-'],
  ] as const) {
    sums[key] = (sums[key] ?? 0) + weight;
  }
}

export function emptyTotals(): EventTotals {
  return {
    samples: 0,
    weight: 0,
    byTopFrame: {},
    byThread: {},
    byState: {},
    firstMs: Number.POSITIVE_INFINITY,
    lastMs: 0,
    frames: 0,
  };
}

function nameOf(frame: PrintedFrame, nativeIsC: boolean): string {
  const line = frame.lineNumber > 0 ? `:${frame.lineNumber}` : '';
  const isC = nativeIsC && ['Native', 'C++', 'Kernel'].includes(frame.type);
  const owner = isC ? '' : javaName(frame.method.type?.name ?? '');
  return (owner === '' ? frame.method.name : `${owner}.${frame.method.name}`) + line;
}

/**
 * Cuts the address off: of `A$$Lambda$5+0x0000000800c03000/123`, `A$$Lambda/0x00007f…` and `LambdaForm$MH.0x00007f…` what stands
 * before it is left.
 */
function javaName(name: string): string {
  const parts = name.split('/');
  if (/^\d/.test(parts.at(-1) ?? '')) parts.pop();
  return parts
    .join('.')
    .replace(/[+.]0x[0-9a-f]+.*$/i, '')
    .replaceAll('/', '.');
}

/** `PT1M0.026200468S` in nanoseconds, exactly. */
function nanoseconds(duration: string | undefined): number {
  const match = /^PT(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?$/.exec(duration ?? '');
  const [, minutes = '0', seconds = '0', fraction = '0'] = match ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1e9 + Number(fraction.padEnd(9, '0'));
}

function milliseconds(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '0';
  return Date.parse(time.replace(/\.\d+/, '')) + Number(`0.${fraction}`) * 1000;
}

function nanosecondsSinceEpoch(time: string): bigint {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '0';
  return (
    BigInt(Date.parse(time.replace(/\.\d+/, ''))) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
  );
}
