/** What the HTTP API of profiling answers (docs/reference/profile-api.md), free of HTTP itself. */
import { type Clock, CodedError } from '@stormpetrel/base';
import type { ProfilingKind } from '@stormpetrel/model';
import type { ExportFormat, ProfileExport, ProfileWork } from '@stormpetrel/profile/jobs';
import type { RowWriter, StoreReader } from '@stormpetrel/storage/api';
import { queryErrors } from '../../errors.ts';
import { queryLimits } from '../../limits.ts';
import { type Change, ChangeFeed } from './tasks/change-feed.ts';
import { parseExportRequest } from './export-request.ts';
import type { DumpWork } from './dumps/dump-work.ts';
import { readProfile } from './profile-data.ts';
import { decodePart, parseReference } from './profile-reference.ts';
import { type ProfilingTasks, profilingKinds } from './tasks/profiling-tasks.ts';
import { instanceNameOf } from './tasks/task-logs.ts';
import { type TaskView, TaskViews } from './tasks/task-views.ts';
import { type ArrivedFile, type UploadView, Uploads } from './uploads.ts';

export interface ProfileApiOptions {
  readonly reader: StoreReader;
  readonly rows: RowWriter;
  readonly tasks: ProfilingTasks;
  readonly work: ProfileWork;
  readonly dumpWork: DumpWork;
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
  readProfile(
    encodedReference: string,
    parameters: URLSearchParams,
    signal?: AbortSignal,
  ): Promise<NamedProfile>;
  exportProfile(
    encodedReference: string,
    parameters: URLSearchParams,
    signal?: AbortSignal,
  ): Promise<ExportedProfile>;
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
  const source = new ProfileSource({ reader, tasks, uploads, dumpWork: options.dumpWork });
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
    readProfile: (reference, parameters, signal) => source.read(reference, parameters, signal),
    async exportProfile(reference, parameters, signal) {
      const { format, side, against, isRaw } = parseExportRequest(parameters);
      const { bytes, name } = await source.read(reference, side.choice, signal);
      const to: ProfileExport = { format, name, selection: side.selection, isRaw };
      if (against === undefined) {
        return exported(await work.exportProfile(bytes, to, signal), format, name);
      }
      const { bytes: profile, name: otherName } = await source.read(
        against.reference,
        against.choice,
        signal,
      );
      const compared = { profile, name: otherName, selection: against.selection };
      const file = await work.exportProfile(bytes, { ...to, against: compared }, signal);
      return exported(file, format, `${name}-vs-${otherName}`);
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
  readonly #dumpWork: DumpWork;

  constructor(parts: {
    readonly reader: StoreReader;
    readonly tasks: ProfilingTasks;
    readonly uploads: Uploads;
    readonly dumpWork: DumpWork;
  }) {
    this.#reader = parts.reader;
    this.#tasks = parts.tasks;
    this.#uploads = parts.uploads;
    this.#dumpWork = parts.dumpWork;
  }

  async read(
    encodedReference: string,
    parameters: URLSearchParams,
    signal: AbortSignal | undefined,
  ): Promise<NamedProfile> {
    const reference = parseReference(encodedReference);
    switch (reference.kind) {
      case 'upload':
        return { ...(await this.#uploads.read(reference.uploadId)), isFinal: true };
      case 'task':
        return this.#ofInstance(reference.taskId, reference.instanceId);
      case 'trace':
        return this.#ofDumps(reference.taskId, parameters, signal);
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

  async #ofDumps(
    taskId: string,
    parameters: URLSearchParams,
    signal: AbortSignal | undefined,
  ): Promise<NamedProfile> {
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
    const bytes = await this.#dumpWork.readTraceProfile(taskId, choice, signal);
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

function exported(bytes: Uint8Array, format: ExportFormat, name: string): ExportedProfile {
  const { contentType, ending } = exports[format];
  return { bytes, contentType, fileName: `${plainName(name)}.${ending}` };
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
