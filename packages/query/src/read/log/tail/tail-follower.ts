import { queryLimits } from '../../../limits.ts';
import { Mailbox } from '../../mailbox.ts';
import type { LogRow } from '../log-line.ts';

export type TailMessage =
  /** Oldest first. */
  | { readonly event: 'lines'; readonly rows: readonly LogRow[] }
  /** So many lines, or at least so many, came before the next ones and are not told. */
  | { readonly event: 'gap'; readonly missed: number; readonly isAtLeast: boolean };

/** One who follows. What waits for it is told in the order in which it came; what is too much is told as a gap. */
export class TailFollower {
  readonly #mailbox = new Mailbox<TailMessage>(queryLimits.logTailWaitingMax, gapOf);
  /** Lines that were told at the beginning, until the first news have been told. */
  #begun: ReadonlySet<string> | undefined;

  /** What there is already. Lines of it are not told again with the first news, which may have them too. */
  begin(missed: TailMessage | undefined, rows: readonly LogRow[]): void {
    if (missed !== undefined) this.#mailbox.put(missed);
    if (rows.length > 0) this.#mailbox.put({ event: 'lines', rows });
    this.#begun = new Set(rows.map(({ id }) => id));
  }

  tell(message: TailMessage): void {
    const begun = this.#begun;
    if (message.event === 'gap' || begun === undefined) {
      this.#mailbox.put(message);
      return;
    }
    this.#begun = undefined;
    const rows = message.rows.filter(({ id }) => !begun.has(id));
    if (rows.length > 0)
      this.#mailbox.put(rows.length < message.rows.length ? { ...message, rows } : message);
  }

  end(): void {
    this.#mailbox.end();
  }

  messages(idleMs: number, leave: () => void): AsyncGenerator<TailMessage | undefined> {
    return this.#mailbox.messages(idleMs, leave);
  }
}

/** Everything that was not told, as one gap. */
function gapOf(messages: readonly TailMessage[]): TailMessage {
  let missed = 0;
  let isAtLeast = false;
  for (const message of messages) {
    missed += message.event === 'gap' ? message.missed : message.rows.length;
    isAtLeast ||= message.event === 'gap' && message.isAtLeast;
  }
  return { event: 'gap', missed, isAtLeast };
}
