/** The HTTP API of profiling (docs/reference/profile-api.md) over HTTP. */
import { CodedError } from '@stormpetrel/base';
import { type Change, type NamedProfile, type ProfileApi, queryErrors } from '@stormpetrel/query';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable, pipeline } from 'node:stream';
import { createGzip, createZstdDecompress } from 'node:zlib';
import { serverErrorCodes } from '../errors.ts';
import { eventStream, eventText, heartbeatMs } from './event-stream.ts';
import { type HttpReply, type WholeReply, jsonReply } from './http-reply.ts';
import type { HttpRoute } from './http-server.ts';
import { uploadsPath } from './long-paths.ts';
import { receiveFile } from './receive-file.ts';
import { isSameOrigin } from './same-origin.ts';
import { socketSignal } from './socket-signal.ts';

const root = '/api/profiling/';
/** Files that arrive or are read at once; more are refused. */
const uploadsAtOnceMax = 4;
const clientGone = 'the client is gone';
/** Only files of this beginning are ours: others use the folder too. */
const filePrefix = 'person-';

export interface ProfileRouteOptions {
  readonly api: ProfileApi;
  /** Where files lie while they arrive; what a crash left there is removed. */
  readonly uploadFolder: string;
  readonly uploadBytesMax: number;
}

type Answer = (
  rest: string,
  parameters: URLSearchParams,
  request: IncomingMessage,
) => Promise<HttpReply>;

/** Mounts the API at /api/profiling. */
export function profileRoute(options: ProfileRouteOptions): HttpRoute {
  const { api, uploadFolder } = options;
  clearFolder(uploadFolder);
  const uploads = new UploadDoor(options);
  const reading: Readonly<Record<string, Answer>> = {
    tasks: async (_, parameters) => jsonReply(200, await api.listTasks(parameters)),
    task: async (rest) => jsonReply(200, await api.readTask(rest)),
    changes: async () => eventStream((signal) => changeTexts(api.follow(signal, heartbeatMs))),
    profile: async (rest, parameters, request) =>
      profileReply(await api.readProfile(rest, parameters, socketSignal(request)), request),
    export: async (rest, parameters, request) => {
      const exported = await api.exportProfile(rest, parameters, socketSignal(request));
      return fileReply(exported.bytes, exported.contentType, exported.fileName);
    },
  };
  return (request, path) => {
    if (!path.startsWith(root)) return undefined;
    const [name = '', ...rest] = path.slice(root.length).split('/');
    const isUpload = path === uploadsPath;
    const answer: Answer | undefined = isUpload
      ? (_, parameters) => uploads.take(request, parameters)
      : Object.hasOwn(reading, name)
        ? reading[name]
        : undefined;
    if (answer === undefined) return Promise.resolve(faultReply(404, 'there is nothing here'));
    const isRightMethod = isUpload ? request.method === 'POST' : isReading(request);
    if (!isRightMethod) {
      return Promise.resolve(faultReply(405, isUpload ? 'POST only' : 'GET only'));
    }
    const query = (request.url ?? '').split('?').slice(1).join('?');
    return answered(answer(rest.join('/'), new URLSearchParams(query), request), request);
  };
}

function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

function clearFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.startsWith(filePrefix)) rmSync(join(folder, name), { force: true });
  }
}

/** What is wrong with a request is told to who asks; what befell the connection is not. */
async function answered(answer: Promise<HttpReply>, request: IncomingMessage): Promise<HttpReply> {
  try {
    return await answer;
  } catch (error) {
    // Nobody reads this; the connection is closed.
    if (request.complete && socketSignal(request).aborted) return faultReply(400, clientGone);
    if (!(error instanceof CodedError)) throw error;
    const { code, message } = error;
    return jsonReply(statusOf(code), { code, message });
  }
}

function faultReply(status: number, message: string): WholeReply {
  return jsonReply(status, { code: queryErrors.profileArgument.code, message });
}

function statusOf(code: string): number {
  switch (code) {
    case queryErrors.profileNotFound.code:
      return 404;
    case queryErrors.profileListeners.code:
    case serverErrorCodes.workRefused:
    case 'WRITE_REFUSED':
      return 503;
    case 'STORE_FULL':
      return 507;
    case 'PROFILE_TOO_LARGE':
    case queryErrors.requestTooLarge.code:
      return 413;
    case 'PROFILE_FORMAT_UNKNOWN':
    case 'PROFILE_MALFORMED':
      return 422;
    default:
      return code.startsWith('QUERY_') || code === 'PROFILE_SELECTION_EMPTY' ? 400 : 500;
  }
}

/** Takes files in, a few at once. */
class UploadDoor {
  readonly #options: ProfileRouteOptions;
  #count = 0;

  constructor(options: ProfileRouteOptions) {
    this.#options = options;
  }

  async take(request: IncomingMessage, parameters: URLSearchParams): Promise<HttpReply> {
    if (!isSameOrigin(request)) return faultReply(403, 'pages of other origins may not write here');
    const { api, uploadFolder, uploadBytesMax } = this.#options;
    const names = api.uploadNames(parameters);
    if (this.#count >= uploadsAtOnceMax) {
      throw new CodedError(serverErrorCodes.workRefused, 'too many files come in: try again');
    }
    this.#count++;
    const path = join(uploadFolder, `${filePrefix}${randomUUID()}`);
    try {
      const sizeBytes = await receiveFile(request, path, uploadBytesMax);
      const upload = await api.addUpload({ ...names, path, sizeBytes }, socketSignal(request));
      return jsonReply(201, upload);
    } finally {
      this.#count--;
      await rm(path, { force: true });
    }
  }
}

async function* changeTexts(
  changes: AsyncIterable<Change | undefined>,
): AsyncGenerator<string | undefined> {
  for await (const change of changes) {
    yield change === undefined ? undefined : eventText(change.event, change.view);
  }
}

/** As it is stored where the client takes zstd; else unpacked while it is sent. */
function profileReply({ bytes, isFinal }: NamedProfile, request: IncomingMessage): HttpReply {
  const accepted = request.headers['accept-encoding'] ?? '';
  const headers = {
    'content-type': 'application/vnd.stormpetrel.profile',
    'cache-control': isFinal ? 'private, max-age=86400, immutable' : 'no-cache',
    vary: 'accept-encoding',
  };
  if (accepts(accepted, 'zstd')) {
    return { status: 200, headers: { ...headers, 'content-encoding': 'zstd' }, body: bytes };
  }
  const isGzip = accepts(accepted, 'gzip');
  return {
    status: 200,
    headers: { ...headers, ...(isGzip && { 'content-encoding': 'gzip' }) },
    chunks: (signal) => unpacked(bytes, isGzip, signal),
  };
}

function accepts(accepted: string, encoding: string): boolean {
  return accepted.split(',').some((entry) => {
    const [name = '', ...rest] = entry.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !rest.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}

function unpacked(
  bytes: Uint8Array,
  isGzip: boolean,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const plain = createZstdDecompress();
  const sent = isGzip ? createGzip({ level: 1 }) : plain;
  // What goes wrong comes out of the iteration.
  const ignore = (): void => undefined;
  if (sent === plain) pipeline(Readable.from([bytes]), plain, ignore);
  else pipeline(Readable.from([bytes]), plain, sent, ignore);
  signal.addEventListener('abort', () => sent.destroy(), { once: true });
  return sent;
}

function fileReply(bytes: Uint8Array, contentType: string, fileName: string): WholeReply {
  return {
    status: 200,
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="${fileName}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
    body: bytes,
  };
}
