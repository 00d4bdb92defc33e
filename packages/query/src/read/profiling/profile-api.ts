/** What the HTTP API of profiling answers (docs/reference/profile-api.md), free of HTTP itself. */
import { type Clock, CodedError } from '@stormpetrel/base';
import type { ProfilingKind } from '@stormpetrel/model';
import type { ExportFormat, ProfileWork } from '@stormpetrel/profile/jobs';
import type { RowWriter, StoreReader } from '@stormpetrel/storage/api';
import { queryErrors } from '../../errors.ts';
import { queryLimits } from '../../limits.ts';
import { type Change, ChangeFeed } from './change-feed.ts';
import { readProfile } from './profile-data.ts';
import { decodePart, parseReference } from './profile-reference.ts';
import { type ProfilingTasks, profilingKinds } from './profiling-tasks.ts';
import { instanceNameOf } from './task-logs.ts';
import { readTraceProfile } from './task-profile.ts';
import { type TaskView, TaskViews } from './task-views.ts';
import { type ArrivedFile, type UploadView, Uploads } from './uploads.ts';

export interface ProfileApiOptions {
  readonly reader: StoreReader;
  readonly rows: RowWriter;
  readonly tasks: ProfilingTasks;
  readonly work: ProfileWork;
  readonly clock: Clock;
  /** An id that nobody has: a UUID. */
  readonly newId: () => string;
  readonly onError: (error: unknown) => void;
}

/** A profile as it is stored: encoded, compressed with zstd. */
export interface NamedProfile {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** Whether there will never be another under this reference. */
  readonly isFinal: boolean;
}

export interface ExportedProfile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly fileName: string;
}

/** All reject with CodedErrors; parameters are those of the query string. */
export interface ProfileApi {
  listTasks(parameters: URLSearchParams): Promise<{
    readonly tasks: readonly TaskView[];
    readonly uploads: readonly UploadView[];
  }>;
  readTask(encodedId: string): Promise<TaskView>;
  readProfile(encodedReference: string, parameters: URLSearchParams): Promise<NamedProfile>;
  exportProfile(encodedReference: string, parameters: URLSearchParams): Promise<ExportedProfile>;
  /** What a file is called and whose it is, as far as the parameters say. Checked before the file is taken in. */
  uploadNames(parameters: URLSearchParams): Pick<ArrivedFile, 'name' | 'serviceId'>;
  addUpload(file: ArrivedFile, signal: AbortSignal): Promise<UploadView>;
  /** See `ChangeFeed.follow`. */
  follow(signal: AbortSignal, idleMs: number): AsyncIterable<Change | undefined>;
}

const exports: Readonly<
  Record<ExportFormat, { readonly contentType: string; readonly ending: string }>
> = {
  pprof: { contentType: 'application/octet-stream', ending: 'pb.gz' },
  collapsed: { contentType: 'text/plain; charset=utf-8', ending: 'collapsed.txt' },
  speedscope: { contentType: 'application/json', ending: 'speedscope.json' },
  svg: { contentType: 'image/svg+xml', ending: 'svg' },
};

/** Tasks whose states are read at a time. */
const batchSize = 50;

export function createProfileApi(options: ProfileApiOptions): ProfileApi {
  const { reader, tasks, work, clock, onError } = options;
  const views = new TaskViews(reader, clock);
  const uploads = new Uploads(options);
  const feed = new ChangeFeed({ tasks, views, uploads, clock, onError });
  const source = new ProfileSource(reader, tasks, uploads);
  return {
    async listTasks(parameters) {
      const { kinds, ...filter } = listFilterOf(parameters);
      const lists = await Promise.all(kinds.map((kind) => tasks.list(kind, filter)));
      const newest = lists
        .flat()
        .sort((a, b) => b.createTimeMs - a.createTimeMs)
        .slice(0, filter.limit);
      const found: TaskView[] = [];
      for (let at = 0; at < newest.length; at += batchSize) {
        const batch = newest.slice(at, at + batchSize).map((task) => views.view(task));
        found.push(...(await Promise.all(batch)));
      }
      return { tasks: found, uploads: await uploads.list(filter) };
    },
    async readTask(encodedId) {
      const id = decodePart(encodedId);
      const task = await tasks.findAny(id);
      if (task === undefined) throw notFound(`there is no task ${id}`);
      return views.view(task);
    },
    readProfile: (reference, parameters) => source.read(reference, parameters),
    async exportProfile(reference, parameters) {
      const format = formatOf(parameters);
      const event = parameters.get('event') ?? '';
      const valueType = parameters.get('type') ?? '';
      const { bytes, name } = await source.read(reference, parameters);
      const to = {
        format,
        name,
        ...(event !== '' && { event }),
        ...(valueType !== '' && { valueType }),
      };
      const { contentType, ending } = exports[format];
      const fileName = `${plainName(name)}.${ending}`;
      return { bytes: await work.exportProfile(bytes, to), contentType, fileName };
    },
    uploadNames: (parameters) => ({
      name: (parameters.get('name') ?? '').trim(),
      serviceId: boundedText(parameters, 'service'),
    }),
    addUpload: (file, signal) => uploads.add(file, signal),
    follow: (signal, idleMs) => feed.follow(signal, idleMs),
  };
}

/** Where the profiles are that references name. */
class ProfileSource {
  readonly #reader: StoreReader;
  readonly #tasks: ProfilingTasks;
  readonly #uploads: Uploads;

  constructor(reader: StoreReader, tasks: ProfilingTasks, uploads: Uploads) {
    this.#reader = reader;
    this.#tasks = tasks;
    this.#uploads = uploads;
  }

  async read(encodedReference: string, parameters: URLSearchParams): Promise<NamedProfile> {
    const reference = parseReference(encodedReference);
    switch (reference.kind) {
      case 'upload':
        return { ...(await this.#uploads.read(reference.uploadId)), isFinal: true };
      case 'task':
        return this.#ofInstance(reference.taskId, reference.instanceId);
      case 'trace':
        return this.#ofDumps(reference.taskId, parameters);
    }
  }

  async #ofInstance(taskId: string, instanceId: string): Promise<NamedProfile> {
    for (const kind of ['async-profiler', 'pprof'] as const) {
      const bytes = await readProfile(this.#reader, kind, taskId, instanceId);
      if (bytes === undefined) continue;
      return { bytes, name: instanceNameOf(instanceId), isFinal: false };
    }
    throw notFound(`there is no profile of ${instanceId} for the task ${taskId}`);
  }

  async #ofDumps(taskId: string, parameters: URLSearchParams): Promise<NamedProfile> {
    const segmentIds = [...new Set(parameters.getAll('segment'))];
    const choice = {
      segmentIds,
      fromMs: wholeNumber(parameters, 'from'),
      toMs: wholeNumber(parameters, 'to'),
    };
    if (segmentIds.length > queryLimits.profiledSegmentsMax) {
      throw malformed(`at most ${queryLimits.profiledSegmentsMax} segments can be chosen`);
    }
    const task = await this.#tasks.find(taskId, 'trace');
    if (task === undefined) throw notFound(`there is no task ${taskId}`);
    const bytes = await readTraceProfile(this.#reader, taskId, choice);
    return { bytes, name: task.spec.endpointName, isFinal: false };
  }
}

interface ListFilter {
  readonly kinds: readonly ProfilingKind[];
  readonly serviceId: string;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly limit: number;
}

function listFilterOf(parameters: URLSearchParams): ListFilter {
  const kinds = parameters.getAll('kind').map((name) => {
    const kind = profilingKinds.find((known) => known === name);
    if (kind !== undefined) return kind;
    throw malformed(`kind is one of ${profilingKinds.join(', ')}`);
  });
  const limit = wholeNumber(parameters, 'limit') ?? queryLimits.profileListMax;
  return {
    kinds: kinds.length === 0 ? profilingKinds : [...new Set(kinds)],
    serviceId: boundedText(parameters, 'service'),
    fromMs: wholeNumber(parameters, 'from'),
    toMs: wholeNumber(parameters, 'to'),
    limit: Math.min(limit, queryLimits.profileListMax),
  };
}

function formatOf(parameters: URLSearchParams): ExportFormat {
  const name = parameters.get('format');
  for (const format of ['pprof', 'collapsed', 'speedscope', 'svg'] as const) {
    if (name === format) return format;
  }
  throw malformed(`format is one of ${Object.keys(exports).join(', ')}`);
}

function wholeNumber(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name) ?? '';
  if (text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) throw malformed(`${name} is a whole number from 0 on`);
  return Number(text);
}

function boundedText(parameters: URLSearchParams, name: string): string {
  const text = (parameters.get(name) ?? '').trim();
  if (text.length <= queryLimits.endpointNameLengthMax) return text;
  throw malformed(`${name} has at most ${queryLimits.endpointNameLengthMax} characters`);
}

/** What every file system takes as a name. */
function plainName(name: string): string {
  return (
    name
      .replaceAll(/[^\w.-]+/g, '-')
      .replaceAll(/^[-.]+|-+$/g, '')
      .slice(0, 100) || 'profile'
  );
}

function malformed(what: string): CodedError {
  return new CodedError(queryErrors.profileArgument.code, what);
}

function notFound(what: string): CodedError {
  return new CodedError(queryErrors.profileNotFound.code, what);
}
