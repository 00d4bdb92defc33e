import { limits } from '../limits.ts';
import type { SourceText, Span } from './source-text.ts';

/** One thing that is wrong in a text. Lines and columns count from 1; `endColumn` is the column after the last. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  /** A sentence without its full stop: `unknown attribute "latncy" of Service`. */
  readonly message: string;
  /** What would have been right here, most likely first; empty where there is nothing useful to say. */
  readonly expected: readonly string[];
  /** The text that offends, '' at the end of the input. */
  readonly offending: string;
}

/** Gathers what is wrong with one or more texts. Keeps the first `limits.diagnosticsMax`, counts all. */
export class Diagnostics {
  readonly #list: Diagnostic[] = [];
  readonly #sources = new Map<string, SourceText>();
  #count = 0;

  /** Everything kept, in the order of reporting. */
  get list(): readonly Diagnostic[] {
    return this.#list;
  }

  /** How many were reported, kept or not. */
  get count(): number {
    return this.#count;
  }

  report(source: SourceText, span: Span, message: string, expected: readonly string[] = []): void {
    this.#count++;
    if (this.#list.length >= limits.diagnosticsMax) return;
    this.#list.push(createDiagnostic(source, span, message, expected));
    this.#sources.set(source.file, source);
  }

  /** All kept diagnostics as people read them, '' when there are none. */
  format(): string {
    const parts = this.#list.map((diagnostic) =>
      formatDiagnostic(diagnostic, this.#sources.get(diagnostic.file)),
    );
    const dropped = this.#count - this.#list.length;
    if (dropped > 0) parts.push(`and ${dropped} more\n`);
    return parts.join('\n');
  }
}

function createDiagnostic(
  source: SourceText,
  span: Span,
  message: string,
  expected: readonly string[],
): Diagnostic {
  const from = source.position(span.start);
  const to = source.position(span.end);
  const lineEnd = source.line(from.line).length + 1;
  return {
    file: source.file,
    line: from.line,
    column: from.column,
    endColumn: to.line === from.line ? to.column : Math.max(from.column, lineEnd),
    message,
    expected,
    offending: source.slice(span),
  };
}

/**
 * The diagnostic with its line and a caret under what offends:
 *
 *     core.oal:3:34: unknown attribute "latncy" of Service, expected latency
 *       service_resp_time = from(Service.latncy).longAvg();
 *                                        ^^^^^^
 */
export function formatDiagnostic(diagnostic: Diagnostic, source: SourceText | undefined): string {
  const { file, line, column, endColumn } = diagnostic;
  const head = `${file}:${line}:${column}: ${describe(diagnostic)}\n`;
  if (source === undefined) return head;
  const text = source.line(line);
  // Tabs are kept, so that the caret stands under its text whatever a tab's width is.
  const indent = text.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
  return `${head}  ${text}\n  ${indent}${'^'.repeat(Math.max(1, endColumn - column))}\n`;
}

/** The message and what was expected, on one line. */
export function describe(diagnostic: Diagnostic): string {
  const { message, expected } = diagnostic;
  return expected.length === 0 ? message : `${message}, expected ${joinWords(expected)}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
