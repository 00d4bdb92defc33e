import { randomUUID } from 'node:crypto';
import { QueryContext } from '../graphql/query-context.ts';
import { ExecutionTrace, type ExecutionTraceView } from './execution-trace.ts';
import { tracedReader } from './traced-reader.ts';

/** An answer with the trace of its making, where that was asked for. */
export type Traced<T> = T & { readonly debuggingTrace?: ExecutionTraceView };

/**
 * Answers a question, and where `debug` is set tells how: `work` then gets a context of its own whose readings are written
 * down, under a root span of the operation's name. `condition` is only called then.
 */
export async function withTrace<T extends object>(
  question: {
    readonly debug: boolean | null | undefined;
    readonly operation: string;
    readonly condition: () => string;
  },
  context: QueryContext,
  work: (context: QueryContext, trace: ExecutionTrace | undefined) => T | Promise<T>,
): Promise<Traced<T>> {
  if (question.debug !== true) return work(context, undefined);
  const { services } = context;
  const trace = new ExecutionTrace({
    traceId: randomUUID(),
    condition: question.condition(),
    clock: services.clock,
  });
  const reader = tracedReader(services.reader, trace);
  const traced = new QueryContext({ ...services, reader }, context.signal, context.bounds);
  const answer = await trace.span(question.operation, '', () => work(traced, trace));
  return { ...answer, debuggingTrace: trace.view() };
}

/** Arguments as the condition of a trace: the text of them, without those that were not given. */
export function conditionOf(args: Readonly<Record<string, unknown>>): string {
  const { debug: _, dumpDBRsp: _unused, ...rest } = args;
  return Object.entries(rest)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
