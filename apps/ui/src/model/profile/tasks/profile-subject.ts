/** What a reference is of, in words: for titles, and for choosing what to compare with. */
import { parseEntityId } from '../../entity/entity.ts';
import { formatReference, parseReference } from './reference.ts';
import type { ProfileReference } from './reference.ts';
import type { TaskList } from './task-list.ts';
import { kindLabels, profilesOf, subjectOf } from './task.ts';
import type { ProfileTask, ProfileUpload } from './task.ts';

export interface ProfileSubject {
  /** The service, or the name of a file. */
  readonly title: string;
  /** Kind, and what it looks at. */
  readonly detail: string;
  readonly instance: string;
  /** Undefined where it is not known. */
  readonly timeMs: number | undefined;
  readonly serviceId: string;
  readonly serviceName: string;
  /** Of a trace task; empty otherwise. */
  readonly endpoint: string;
}

export function subjectOfReference(
  reference: ProfileReference,
  list: TaskList | undefined,
): ProfileSubject {
  if (reference.kind === 'upload') {
    const upload = list?.uploads.find(({ id }) => id === reference.uploadId);
    return upload === undefined ? unknownUpload(reference.uploadId) : ofUpload(upload);
  }
  const task = list?.tasks.find(({ id }) => id === reference.taskId);
  const instanceId = reference.kind === 'task' ? reference.instanceId : '';
  if (task !== undefined) return ofTask(task, instanceId);
  // The ids tell the most of it, whatever has become of the list.
  const service = parseEntityId(reference.taskId.replace(/^\d+_/, ''));
  return {
    title: service?.serviceName ?? reference.taskId,
    detail: reference.kind === 'trace' ? kindLabels.trace : '',
    instance: parseEntityId(instanceId)?.name ?? '',
    timeMs: Number(/^\d+/.exec(reference.taskId)?.[0] ?? Number.NaN) || undefined,
    serviceId: service?.serviceId ?? '',
    serviceName: service?.serviceName ?? '',
    endpoint: '',
  };
}

function ofTask(task: ProfileTask, instanceId: string): ProfileSubject {
  const instance = task.instances.find(({ id }) => id === instanceId);
  return {
    title: task.serviceName,
    detail: `${kindLabels[task.kind]} ${subjectOf(task)}`.trim(),
    instance: instance?.name ?? parseEntityId(instanceId)?.name ?? '',
    timeMs: task.startTimeMs,
    serviceId: task.serviceId,
    serviceName: task.serviceName,
    endpoint: task.kind === 'trace' ? subjectOf(task) : '',
  };
}

function ofUpload(upload: ProfileUpload): ProfileSubject {
  const service = parseEntityId(upload.serviceId);
  return {
    title: upload.name === '' ? upload.id : upload.name,
    detail: upload.source,
    instance: '',
    timeMs: upload.timeMs,
    serviceId: upload.serviceId,
    serviceName: service?.serviceName ?? '',
    endpoint: '',
  };
}

function unknownUpload(id: string): ProfileSubject {
  return {
    title: id,
    detail: 'upload',
    instance: '',
    timeMs: undefined,
    serviceId: '',
    serviceName: '',
    endpoint: '',
  };
}

export interface Comparable {
  readonly reference: string;
  readonly subject: ProfileSubject;
}

/**
 * All that a profile can be compared with: first what is of the same service and kind, the other instances of the same task
 * before the tasks before it; then the rest, newest first.
 */
export function comparablesOf(reference: ProfileReference, list: TaskList): readonly Comparable[] {
  const own = formatReference(reference);
  const subject = subjectOfReference(reference, list);
  const tasks = list.tasks.flatMap((task) =>
    profilesOf(task).map(({ reference: text }) => ({ text, taskId: task.id })),
  );
  const uploads = list.uploads.map(({ profile }) => ({ text: profile, taskId: '' }));
  const ownTask = reference.kind === 'upload' ? undefined : reference.taskId;
  return [...tasks, ...uploads]
    .filter(({ text }) => text !== own)
    .flatMap(({ text, taskId }) => {
      const parsed = parseReference(text);
      if (parsed === undefined) return [];
      const other = subjectOfReference(parsed, list);
      const nearness =
        (taskId !== '' && taskId === ownTask ? 4 : 0) +
        (other.serviceId !== '' && other.serviceId === subject.serviceId ? 2 : 0) +
        (other.detail.split(' ')[0] === subject.detail.split(' ')[0] ? 1 : 0);
      return [{ reference: text, subject: other, nearness }];
    })
    .sort((a, b) => b.nearness - a.nearness || (b.subject.timeMs ?? 0) - (a.subject.timeMs ?? 0));
}
