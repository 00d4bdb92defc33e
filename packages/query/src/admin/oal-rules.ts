/** `/runtime/oal/…`: the rules that are loaded, to be read (admin: dsl-debugging, RuntimeOalRestHandler). */
import { type AdminReply, jsonAnswer, textAnswer } from './admin-request.ts';

/** Loaded rules; `readFile` gives undefined where the text is not at hand. */
export interface OalRules {
  /** `oal/core.oal`, as SkyWalking names its own. */
  readonly files: readonly string[];
  readonly readFile: (name: string) => Promise<string | undefined>;
  /** Names of the metrics by the source that they are made of. */
  readonly metricsBySource: () => ReadonlyMap<string, readonly string[]>;
}

export function listOalFiles({ files }: OalRules): AdminReply {
  return jsonAnswer({ files: files.toSorted(), count: files.length });
}

export async function readOalFile(rules: OalRules, name: string): Promise<AdminReply> {
  if (!rules.files.includes(name)) return textAnswer(`OAL file not loaded: ${name}`, 404);
  const text = await rules.readFile(name);
  if (text === undefined) return textAnswer(`OAL file content not found: ${name}`, 404);
  return textAnswer(text);
}

export function listOalSources(rules: OalRules): AdminReply {
  const sources = [...rules.metricsBySource()].map(([source, metrics]) => ({
    source,
    dispatcher: dispatcherOf(source),
    metrics,
  }));
  return jsonAnswer({ sources, count: sources.length });
}

export function describeOalSource(rules: OalRules, source: string): AdminReply {
  const metrics = rules.metricsBySource().get(source);
  if (metrics === undefined) {
    const message = `No OAL dispatcher owns source ${source}`;
    return jsonAnswer({ status: 'error', code: 'source_not_found', message }, 404);
  }
  return jsonAnswer({
    source,
    dispatcher: dispatcherOf(source),
    metrics: metrics.map((name) => ({ name, status: 'live' })),
  });
}

function dispatcherOf(source: string): string {
  return `${source}Dispatcher`;
}
