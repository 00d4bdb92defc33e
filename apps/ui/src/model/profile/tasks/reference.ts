/**
 * References name profiles: `task/<taskId>/<instanceId>`, `upload/<id>`, `trace/<taskId>` with or without `?segment=<id>`.
 * In paths of the page ids of tasks and instances are written with the care of `path-id`: they hold `/`, `+` and `=`.
 */
import { formatPathId, parsePathId } from '../../../base/path-id.ts';

export type ProfileReference =
  | { readonly kind: 'task'; readonly taskId: string; readonly instanceId: string }
  | { readonly kind: 'upload'; readonly uploadId: string }
  | { readonly kind: 'trace'; readonly taskId: string; readonly segments: readonly string[] };

/** Reads what `formatReference` and the API write. Instance ids hold `/` (Base64), task ids too: both end in a known form. */
export function parseReference(text: string): ProfileReference | undefined {
  const question = text.indexOf('?');
  const path = question < 0 ? text : text.slice(0, question);
  const segments = new URLSearchParams(question < 0 ? '' : text.slice(question + 1)).getAll(
    'segment',
  );
  const slash = path.indexOf('/');
  const rest = path.slice(slash + 1);
  if (slash < 0 || rest === '') return undefined;
  switch (path.slice(0, slash)) {
    case 'upload':
      return { kind: 'upload', uploadId: rest };
    case 'trace':
      return { kind: 'trace', taskId: rest, segments };
    case 'task': {
      const cut = cutOf(rest);
      if (cut < 0) return undefined;
      return { kind: 'task', taskId: rest.slice(0, cut), instanceId: rest.slice(cut + 1) };
    }
    default:
      return undefined;
  }
}

/** `<time>_<base64>.1/<base64>.1_<base64>`: the slash behind the service's `.1` or `.0`; else the first one. */
function cutOf(rest: string): number {
  const match = /^\d+_[A-Za-z0-9+/]+=*\.[01](?=\/)/.exec(rest);
  return match === null ? rest.indexOf('/') : match[0].length;
}

export function formatReference(reference: ProfileReference): string {
  switch (reference.kind) {
    case 'upload':
      return `upload/${reference.uploadId}`;
    case 'task':
      return `task/${reference.taskId}/${reference.instanceId}`;
    case 'trace':
      return `trace/${reference.taskId}${segmentQuery(reference.segments)}`;
  }
}

function segmentQuery(segments: readonly string[]): string {
  if (segments.length === 0) return '';
  return `?${segments.map((id) => `segment=${encodeURIComponent(id)}`).join('&')}`;
}

/** The page of a profile. Segments of a trace profile stand in its query string, as `seg`. */
export function profilePath(reference: ProfileReference): string {
  switch (reference.kind) {
    case 'upload':
      return `/profiling/upload/${encodeURIComponent(reference.uploadId)}`;
    case 'task':
      return `/profiling/task/${formatPathId(reference.taskId)}/${formatPathId(reference.instanceId)}`;
    case 'trace': {
      const query = reference.segments.map((id) => `seg=${encodeURIComponent(id)}`).join('&');
      return `/profiling/trace/${formatPathId(reference.taskId)}${query === '' ? '' : `?${query}`}`;
    }
  }
}

/** The page of a reference as the API writes it; the list where it makes no sense. */
export function profilePathOf(text: string): string {
  const reference = parseReference(text);
  return reference === undefined ? '/profiling' : profilePath(reference);
}

/** The reference that a path of the page names. */
export function referenceOfPath(
  path: string,
  segments: readonly string[],
): ProfileReference | undefined {
  const [kind, first = '', second = ''] = path
    .replace(/^\/profiling\//, '')
    .split('/')
    .map(decodePart);
  if (first === '') return undefined;
  if (kind === 'upload') return { kind, uploadId: first };
  if (kind === 'trace') return { kind, taskId: parsePathId(first), segments };
  if (kind !== 'task' || second === '') return undefined;
  return { kind, taskId: parsePathId(first), instanceId: parsePathId(second) };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The reference in a path of the API, each id encoded for itself. */
export function apiPath(reference: ProfileReference): string {
  switch (reference.kind) {
    case 'upload':
      return `upload/${encodeURIComponent(reference.uploadId)}`;
    case 'task':
      return `task/${encodeURIComponent(reference.taskId)}/${encodeURIComponent(reference.instanceId)}`;
    case 'trace':
      return `trace/${encodeURIComponent(reference.taskId)}`;
  }
}

/** Where the bytes of a profile are. */
export function profileUrl(reference: ProfileReference): string {
  const query = reference.kind === 'trace' ? segmentQuery(reference.segments) : '';
  return `/api/profiling/profile/${apiPath(reference)}${query}`;
}
