import { CodedError } from '@stormpetrel/base';
import { queryErrors } from '../../errors.ts';

/** Names a profile: `task/<taskId>/<instanceId>`, `upload/<id>` or `trace/<taskId>`. */
export type ProfileReference =
  | { readonly kind: 'task'; readonly taskId: string; readonly instanceId: string }
  | { readonly kind: 'upload'; readonly uploadId: string }
  | { readonly kind: 'trace'; readonly taskId: string };

/**
 * The reference that stands in a path, as it came. Ids hold `/`, so a client does well to encode each of them; where it
 * did not, the id of a task ends with that of its service, which is known by its `.1` or `.0`.
 */
export function parseReference(encodedPath: string): ProfileReference {
  const parts = encodedPath.split('/').map(decodePart);
  const [kind, first = '', ...rest] = parts;
  const whole = [first, ...rest].join('/');
  if (kind === 'upload' && whole !== '') return { kind, uploadId: whole };
  if (kind === 'trace' && whole !== '') return { kind, taskId: whole };
  if (kind === 'task') {
    const [taskId, instanceId] = rest.length === 1 ? [first, rest[0] ?? ''] : splitIds(whole);
    if (taskId !== '' && instanceId !== '') return { kind, taskId, instanceId };
  }
  const { code } = queryErrors.profileArgument;
  throw new CodedError(code, `${JSON.stringify(encodedPath)} names no profile`);
}

function splitIds(text: string): readonly [taskId: string, instanceId: string] {
  const taskId = /^\d+_[\w+/]+=*\.[01](?=\/)/.exec(text)?.[0] ?? '';
  return [taskId, text.slice(taskId.length + 1)];
}

export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    const { code } = queryErrors.profileArgument;
    throw new CodedError(code, `${JSON.stringify(part)} is not percent-encoded soundly`);
  }
}
