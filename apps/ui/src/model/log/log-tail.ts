/**
 * Lines as they come in (`/api/logs/tail`). While it is held (somebody reads, or scrolls) lines are kept aside and counted,
 * so that nothing moves under the eyes.
 */
import { batch, signal } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { jsonOf, streamRefused } from '../event-stream.ts';
import type { EventStream } from '../event-stream.ts';
import { logLimits } from './limits.ts';
import { fieldsOf, numberOf, readRows } from './log-row.ts';
import type { LogRow } from './log-row.ts';

export interface TailedLine {
  readonly row: LogRow;
  /** Lines that came just before this one and were not told: more came than can be read. */
  readonly missed: number;
}

export interface LogTail {
  /** Newest first. */
  readonly lines: ReadonlySignal<readonly TailedLine[]>;
  /** Lines that wait because the tail is held. */
  readonly waiting: ReadonlySignal<number>;
  /** False while the stream is down. */
  readonly isConnected: ReadonlySignal<boolean>;
  readonly hold: (isHeld: boolean) => void;
  readonly close: () => void;
}

/** A stream that was refused is asked for again after so long. */
const againMs = 5_000;

/** Runs something later, unless what it gave is called before. */
type Later = (run: () => void) => () => void;

const laterByTimer: Later = (run) => {
  const timer = setTimeout(run, againMs);
  return () => clearTimeout(timer);
};

/** The url MUST have parameters already. */
export function openLogTail(
  url: string,
  openStream: (url: string) => EventStream,
  later: Later = laterByTimer,
): LogTail {
  const lines = signal<readonly TailedLine[]>([]);
  const waiting = signal(0);
  const isConnected = signal(false);
  /** Ids of what is shown or kept aside: who comes again may be told again what it knows. */
  const known = new Set<string>();
  let aside: TailedLine[] = [];
  let missed = 0;
  let isHeld = false;
  let newest: LogRow | undefined;
  let stream: EventStream | undefined;
  let stopWaiting: (() => void) | undefined;

  const show = (): void => {
    const fresh = aside;
    aside = [];
    batch(() => {
      waiting.value = 0;
      if (fresh.length === 0) return;
      const all = [...fresh.reverse(), ...lines.peek()];
      for (const { row } of all.splice(logLimits.tailLinesMax)) known.delete(row.id);
      lines.value = all;
    });
  };
  const take = (row: LogRow): void => {
    if (known.has(row.id)) return;
    known.add(row.id);
    if (newest === undefined || row.timeMs >= newest.timeMs) newest = row;
    aside.push({ row, missed });
    missed = 0;
  };
  /** Held for long: the oldest of those that wait are let go, and that is told where they were. */
  const letGo = (): void => {
    const gone = aside.splice(0, Math.max(0, aside.length - logLimits.tailLinesMax));
    const first = aside[0];
    if (first === undefined || gone.length === 0) return;
    for (const { row } of gone) known.delete(row.id);
    const sum = gone.reduce((count, line) => count + 1 + line.missed, first.missed);
    aside[0] = { ...first, missed: sum };
  };
  const open = (): void => {
    const opened = openStream(
      newest === undefined ? url : `${url}&after=${encodeURIComponent(newest.id)}`,
    );
    stream = opened;
    opened.addEventListener('open', () => (isConnected.value = true));
    opened.addEventListener('error', () => {
      isConnected.value = false;
      if (opened.readyState === streamRefused) stopWaiting = later(open);
    });
    opened.addEventListener('gap', ({ data }) => {
      missed += numberOf(fieldsOf(jsonOf(data))['missed']);
    });
    opened.addEventListener('lines', ({ data }) => {
      readRows(fieldsOf(jsonOf(data))['rows']).forEach(take);
      letGo();
      if (isHeld) waiting.value = aside.length;
      else show();
    });
  };
  open();
  return {
    lines,
    waiting,
    isConnected,
    hold(next) {
      isHeld = next;
      if (!next) show();
    },
    close() {
      stopWaiting?.();
      stream?.close();
    },
  };
}
