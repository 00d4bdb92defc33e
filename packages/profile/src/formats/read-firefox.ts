/**
 * Profiles of the Firefox Profiler: the processed format (profiler.firefox.com, samply and many converters) of any version
 * whose tables are columns, with tables in the threads or shared by all, and Gecko's own format, whose frames are texts.
 * Field names and their meaning: firefox-devtools/profiler, src/types/profile.ts and docs-developer/.
 */
import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import type { StackProfile } from '../stack-profile.ts';
import { FirefoxThread } from './firefox-thread.ts';
import { type JsonObject, listOf, numberOf, objectOf, textOf } from './json-values.ts';

/** Processes within processes are followed this far. */
const processDepthMax = 4;

export function isFirefox(file: JsonObject): boolean {
  return objectOf(file['meta']) !== undefined && Array.isArray(file['threads']);
}

/** Throws `PROFILE_MALFORMED`. */
export function readFirefox(file: JsonObject): StackProfile {
  const builder = new ProfileBuilder('firefox');
  const names = new Set<string>();
  const span = { startMs: Infinity, endMs: -Infinity };
  readProcess(builder, file, { names, span, depth: 0 });
  const known = span.startMs <= span.endMs;
  return known ? builder.finish(span.startMs, span.endMs) : builder.finish();
}

interface Progress {
  readonly names: Set<string>;
  readonly span: { startMs: number; endMs: number };
  readonly depth: number;
}

function readProcess(builder: ProfileBuilder, process: JsonObject, progress: Progress): void {
  const startMs = numberOf(objectOf(process['meta'])?.['startTime']) ?? 0;
  const shared = objectOf(process['shared']) ?? {};
  for (const item of listOf(process['threads'])) {
    const fields = objectOf(item);
    if (fields === undefined) {
      throw new CodedError(
        profileErrors.malformed.code,
        'the Firefox profile cannot be read: a thread is no object',
      );
    }
    const label = builder.string(threadName(fields, progress.names));
    const thread = new FirefoxThread(builder, fields, shared, label);
    thread.read(startMs, progress.span);
  }
  if (progress.depth >= processDepthMax) return;
  for (const item of listOf(process['processes'])) {
    const child = objectOf(item);
    if (child !== undefined)
      readProcess(builder, child, { ...progress, depth: progress.depth + 1 });
  }
}

/** The thread's name, with its process where that is told, and its id where the name is taken. */
function threadName(thread: JsonObject, names: Set<string>): string {
  const name = textOf(thread['name']) ?? 'thread';
  const process = textOf(thread['processName']);
  const full = process === undefined || process === name ? name : `${process}: ${name}`;
  const id = textOf(thread['tid']) ?? String(numberOf(thread['tid']) ?? names.size);
  const unique = names.has(full) ? `${full} (${id})` : full;
  names.add(unique);
  return unique;
}
