/**
 * What a service of the shop writes to its output: a line of JSON for each log, with the trace and span that it was
 * written in. The agent for Node.js does not report logs itself, so main.ts ships them, as a shipper of logs would.
 */
export interface ShopLogLine {
  readonly timeMs: number;
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** Text, or something with fields. */
  readonly message: string | Readonly<Record<string, unknown>>;
  readonly endpoint?: string;
  readonly traceId?: string;
  readonly segmentId?: string;
  readonly spanId?: number;
}

/** What is used of the agent's `ContextManager`. */
export interface AgentContext {
  readonly hasContext: boolean;
  readonly currentSpan:
    | {
        readonly id: number;
        readonly operation: string;
        readonly context: {
          traceId(): string;
          readonly segment: { readonly segmentId: { toString(): string } };
        };
      }
    | undefined;
}

export class ShopLog {
  readonly #context: AgentContext;

  constructor(context: AgentContext) {
    this.#context = context;
  }

  write(level: ShopLogLine['level'], message: ShopLogLine['message']): void {
    const span = this.#context.hasContext ? this.#context.currentSpan : undefined;
    const line: ShopLogLine = {
      timeMs: Date.now(),
      level,
      message,
      ...(span !== undefined && {
        endpoint: span.operation,
        traceId: span.context.traceId(),
        segmentId: span.context.segment.segmentId.toString(),
        spanId: span.id,
      }),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
