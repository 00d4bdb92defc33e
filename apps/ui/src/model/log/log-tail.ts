/**
 * Lines as they come in (`/api/logs/tail`). While it is held (somebody reads, or scrolls) lines are kept aside and counted,
 * so that nothing moves under the eyes.
 */
import { batch, signal } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { jsonOf } from '../event-stream.ts';
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

export function openLogTail(url: string, openStream: (url: string) => EventStream): LogTail {
  const lines = signal<readonly TailedLine[]>([]);
  const waiting = signal(0);
  const isConnected = signal(false);
  const stream = openStream(url);
  let aside: TailedLine[] = [];
  let missed = 0;
  let isHeld = false;

  const show = (): void => {
    const fresh = aside;
    aside = [];
    batch(() => {
      waiting.value = 0;
      if (fresh.length > 0)
        lines.value = [...fresh.reverse(), ...lines.peek()].slice(0, logLimits.tailLinesMax);
    });
  };
  stream.addEventListener('open', () => (isConnected.value = true));
  stream.addEventListener('error', () => (isConnected.value = false));
  stream.addEventListener('gap', ({ data }) => {
    missed += numberOf(fieldsOf(jsonOf(data))['missed']);
  });
  stream.addEventListener('lines', ({ data }) => {
    for (const row of readRows(fieldsOf(jsonOf(data))['rows'])) {
      aside.push({ row, missed });
      missed = 0;
    }
    // Held for long: the oldest of those that wait are let go, and that is told where they were.
    const over = aside.length - logLimits.tailLinesMax;
    if (over > 0) {
      const gone = aside.splice(0, over).reduce((sum, line) => sum + 1 + line.missed, 0);
      const first = aside[0];
      if (first !== undefined) aside[0] = { ...first, missed: first.missed + gone };
    }
    if (isHeld) waiting.value = aside.length;
    else show();
  });
  return {
    lines,
    waiting,
    isConnected,
    hold(next) {
      isHeld = next;
      if (!next) show();
    },
    close: () => stream.close(),
  };
}
