/** The HTTP API of profiling at a server of its own, as docs/reference/profile-api.md has it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { type StackProfile, decodeProfile, mergeTree } from '@stormpetrel/profile';
import { importProfile } from '@stormpetrel/profile/formats';
import { smallChunk } from '@stormpetrel/profile/jfr/testing';
import { writePprof } from '@stormpetrel/profile/pprof';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';

const uploadBytesMax = 1 << 20;
const server = await ServerProcess.start({
  env: { SW_PROFILE_UPLOAD_MAX_SIZE: String(uploadBytesMax) },
});
after(() => server[Symbol.asyncDispose]());

const utf8 = new TextEncoder();
const collapsed = utf8.encode('main;run;sleep 3\nmain;run 2\n');
const pprof = writePprof(await importProfile(collapsed));
const speedscope = utf8.encode(
  JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    shared: { frames: [{ name: 'main' }, { name: 'run' }, { name: 'sleep' }] },
    profiles: [
      {
        type: 'sampled',
        name: 'one',
        unit: 'none',
        startValue: 0,
        endValue: 5,
        samples: [
          [0, 1, 2],
          [0, 1],
        ],
        weights: [3, 2],
      },
    ],
  }),
);
const firefox = utf8.encode(
  JSON.stringify({
    meta: { version: 30, interval: 1, startTime: 1_000 },
    threads: [
      {
        name: 'GeckoMain',
        stringArray: ['main', 'run'],
        frameTable: { length: 2, func: [0, 1], line: [null, null], category: [null, null] },
        funcTable: { length: 2, name: [0, 1], fileName: [null, null], resource: [-1, -1] },
        stackTable: { length: 2, frame: [0, 1], prefix: [null, 0], category: [0, 0] },
        samples: { length: 2, stack: [1, 0], time: [1, 2], weight: null, weightType: 'samples' },
      },
    ],
  }),
);

interface Upload {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  readonly timeMs: number;
  readonly sizeBytes: number;
  readonly source: string;
  readonly profile: string;
}

function url(path: string): URL {
  return new URL(`/api/profiling/${path}`, server.addresses.page);
}

async function upload(body: Uint8Array, query = 'name=one'): Promise<Upload> {
  const response = await fetch(url(`uploads?${query}`), {
    method: 'POST',
    body: Buffer.from(body),
  });
  assert.equal(response.status, 201, await response.clone().text());
  return (await response.json()) as Upload;
}

async function faultOf(path: string, init: RequestInit = {}): Promise<readonly unknown[]> {
  const response = await fetch(url(path), init);
  const { code, message } = (await response.json()) as { code: string; message: string };
  assert.ok(message.length > 0);
  return [response.status, code];
}

async function profileAt(reference: string): Promise<StackProfile> {
  const response = await fetch(url(`profile/${reference}`));
  assert.equal(response.status, 200, await response.clone().text());
  return decodeProfile(new Uint8Array(await response.arrayBuffer()));
}

function totalsOf(profile: StackProfile): readonly number[] {
  return [...mergeTree([{ profile }]).total];
}

test('takes files of every format, packed or not, and gives their profiles back', async () => {
  const recording = smallChunk().finish();
  const files: readonly (readonly [source: string, bytes: Uint8Array])[] = [
    ['jfr', recording],
    ['pprof', pprof],
    ['collapsed', collapsed],
    ['speedscope', speedscope],
    ['firefox', firefox],
  ];
  for (const [source, bytes] of files) {
    const expected = await importProfile(bytes);
    for (const body of [bytes, gzipSync(bytes)]) {
      const before = Date.now();
      const made = await upload(body, `name=${source}%20file&service=c2hvcA==.1`);
      assert.deepEqual(
        { ...made, id: '', timeMs: made.timeMs >= before, profile: '' },
        {
          id: '',
          name: `${source} file`,
          serviceId: 'c2hvcA==.1',
          timeMs: true,
          sizeBytes: body.length,
          source,
          profile: '',
        },
      );
      assert.equal(made.profile, `upload/${made.id}`);
      assert.deepEqual(await profileAt(made.profile), expected);
    }
  }
});

test('lists uploads newest first, of a service, of a time, no more than asked for', async () => {
  const first = await upload(collapsed, 'name=first&service=list');
  const second = await upload(collapsed, 'name=second&service=list');
  const list = async (query: string): Promise<readonly string[]> => {
    const answer = await fetch(url(`tasks?${query}`));
    const { uploads } = (await answer.json()) as { uploads: readonly Upload[] };
    return uploads.map(({ name }) => name);
  };
  assert.deepEqual(await list('service=list'), ['second', 'first']);
  assert.deepEqual(await list('service=list&limit=1'), ['second']);
  assert.deepEqual(await list(`service=list&to=${second.timeMs}`), ['first']);
  assert.deepEqual(await list(`service=list&from=${first.timeMs + 1}`), ['second']);
  assert.deepEqual(await list('service=nobody'), []);
});

test('sends a profile as the client takes it', async () => {
  const { profile } = await upload(collapsed);
  const expected = await importProfile(collapsed);
  const forms = {
    'gzip, zstd': ['zstd', zstdDecompressSync],
    'gzip, zstd;q=0': ['gzip', gunzipSync],
    identity: [undefined, (bytes: Buffer) => bytes],
  } as const;
  for (const [accepted, [encoding, unpack]] of Object.entries(forms)) {
    const { headers, body } = await rawGet(`profile/${profile}`, accepted);
    assert.equal(headers['content-encoding'], encoding);
    assert.equal(headers['content-type'], 'application/vnd.stormpetrel.profile');
    assert.deepEqual(decodeProfile(new Uint8Array(unpack(body))), expected);
  }
});

test('exports to files that can be brought again', async () => {
  const { profile } = await upload(collapsed, 'name=a%20"b"%2Fc');
  for (const [format, name] of [
    ['pprof', 'a-b-c.pb.gz'],
    ['collapsed', 'a-b-c.collapsed.txt'],
    ['speedscope', 'a-b-c.speedscope.json'],
  ] as const) {
    const response = await fetch(url(`export/${profile}?format=${format}&event=samples`));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-disposition'), `attachment; filename="${name}"`);
    const again = await upload(new Uint8Array(await response.arrayBuffer()));
    assert.deepEqual(totalsOf(await profileAt(again.profile)), [5, 5, 5, 3]);
  }
  const svg = await fetch(url(`export/${profile}?format=svg`));
  assert.match(await svg.text(), /^<svg/);
});

test('says what is wrong with a file, and keeps nothing of it', async () => {
  const before = await (await fetch(url('tasks'))).json();
  const post = (body: Uint8Array): Promise<readonly unknown[]> =>
    faultOf('uploads', { method: 'POST', body: Buffer.from(body) });
  assert.deepEqual(await post(new Uint8Array(0)), [422, 'PROFILE_FORMAT_UNKNOWN']);
  assert.deepEqual(await post(utf8.encode('{"a": 1}')), [422, 'PROFILE_FORMAT_UNKNOWN']);
  assert.deepEqual(await post(utf8.encode('FLR\0 and no more')), [422, 'PROFILE_MALFORMED']);
  assert.deepEqual(await post(gzipSync(collapsed).subarray(0, 20)), [422, 'PROFILE_MALFORMED']);
  assert.deepEqual(await post(new Uint8Array(uploadBytesMax + 1)), [413, 'PROFILE_TOO_LARGE']);
  // A bomb: a megabyte that unpacks to more than five hundred.
  const bomb = gzipSync(Buffer.alloc(560 << 20));
  assert.ok(bomb.length < uploadBytesMax, `${bomb.length}`);
  assert.deepEqual(await post(bomb), [413, 'PROFILE_TOO_LARGE']);
  assert.deepEqual(await (await fetch(url('tasks'))).json(), before);
  assert.deepEqual(await readdir(join(server.dataFolder, 'uploads')), []);
});

test('a client that goes away half-way leaves nothing', async () => {
  const folder = join(server.dataFolder, 'uploads');
  const request = startPost(1_000_000);
  request.write(Buffer.alloc(100_000, 'main;run 1\n'));
  await eventually(5_000, async () => assert.equal((await readdir(folder)).length, 1));
  request.destroy();
  await eventually(5_000, async () => assert.deepEqual(await readdir(folder), []));
});

test('refuses more files at once than it takes, and goes on', async () => {
  const folder = join(server.dataFolder, 'uploads');
  const slow = Array.from({ length: 4 }, () => startPost(1_000));
  for (const request of slow) request.write('main;');
  await eventually(5_000, async () => assert.equal((await readdir(folder)).length, 4));
  const body = Buffer.from(collapsed);
  assert.deepEqual(await faultOf('uploads', { method: 'POST', body }), [503, 'WORK_REFUSED']);
  for (const request of slow) request.destroy();
  await eventually(5_000, () => upload(collapsed));
});

test('a full disk is told, nothing is half-stored, and there is room again', async (t) => {
  const disk = mountDisk(72 << 20);
  if (disk === undefined) return t.skip('no disk of its own can be mounted here');
  try {
    await using small = await ServerProcess.start({ dataFolder: disk.folder });
    const post = async (body: Buffer | ReadableStream): Promise<readonly unknown[]> => {
      const target = new URL('/api/profiling/uploads', small.addresses.page);
      const response = await fetch(target, { method: 'POST', body, duplex: 'half' });
      const { code } = (await response.json()) as { code?: string };
      return [response.status, code];
    };
    const noise = Buffer.alloc(1 << 20, 7);
    // One that says how large it is, and one that does not.
    assert.deepEqual(await post(Buffer.alloc(20 << 20)), [507, 'STORE_FULL']);
    const endless = ReadableStream.from(Array.from({ length: 80 }, () => noise));
    assert.deepEqual(await post(endless), [507, 'STORE_FULL']);
    assert.deepEqual(await readdir(join(disk.folder, 'uploads')), []);
    assert.deepEqual(await post(Buffer.from(collapsed)), [201, undefined]);
  } finally {
    disk.release();
  }
});

test('takes no file from a page of another origin', async () => {
  const headers = { origin: 'http://elsewhere.example' };
  const [status] = await faultOf('uploads', {
    method: 'POST',
    body: Buffer.from(collapsed),
    headers,
  });
  assert.equal(status, 403);
});

test('tells what changes while somebody follows', async () => {
  const leaving = new AbortController();
  const response = await fetch(url('changes'), { signal: leaving.signal });
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const events = eventsOf(response);
  const { id } = await upload(collapsed, 'name=followed');
  const seen = await nextEvent(
    events,
    ({ event, data }) => event === 'upload' && data['id'] === id,
  );
  assert.equal(seen.data['name'], 'followed');
  const task = await createTask('followed');
  const told = await nextEvent(
    events,
    ({ event, data }) => event === 'task' && data['id'] === task,
  );
  assert.deepEqual([told.data['state'], told.data['kind']], ['waiting', 'trace']);
  leaving.abort();
});

test('shows a task that no agent has asked for', async () => {
  const id = await createTask('waits');
  const serviceId = Buffer.from('waits').toString('base64');
  const task = (await (await fetch(url(`task/${encodeURIComponent(id)}`))).json()) as {
    readonly createTimeMs: number;
  };
  const { createTimeMs } = task;
  assert.deepEqual(task, {
    id,
    kind: 'trace',
    serviceId: `${serviceId}.1`,
    serviceName: 'waits',
    createTimeMs,
    startTimeMs: createTimeMs,
    endTimeMs: createTimeMs + 300_000,
    state: 'waiting',
    reason: '',
    spec: {
      endpointName: '/slow',
      durationMinutes: 5,
      minDurationThresholdMs: 0,
      dumpPeriodMs: 10,
      maxSamplingCount: 5,
    },
    instances: [],
    segmentCount: 0,
  });
  const list = (await (await fetch(url('tasks?kind=trace&kind=pprof'))).json()) as {
    readonly tasks: readonly { readonly id: string }[];
  };
  assert.ok(list.tasks.some((one) => one.id === id));
});

test('says what is wrong with a request', async () => {
  const argument = 'QUERY_PROFILE_ARGUMENT';
  const absent = 'QUERY_PROFILE_NOT_FOUND';
  const cases: Readonly<Record<string, readonly unknown[]>> = {
    'nothing/here': [404, argument],
    'tasks?limit=-1': [400, argument],
    'tasks?from=soon': [400, argument],
    'tasks?kind=ebpf': [400, argument],
    'task/none': [404, absent],
    'task/%ff': [400, argument],
    'profile/upload/none': [404, absent],
    'profile/trace/none': [404, absent],
    'profile/task/1_YQ==.1/YQ==.1_YQ==': [404, absent],
    'profile/task/none': [400, argument],
    'profile/other/none': [400, argument],
    'export/upload/none': [400, argument],
    'export/upload/none?format=jfr': [400, argument],
    'export/upload/none?format=svg': [404, absent],
  };
  for (const [path, expected] of Object.entries(cases)) {
    assert.deepEqual(await faultOf(path), expected, path);
  }
  const { profile } = await upload(collapsed);
  assert.deepEqual(await faultOf(`export/${profile}?format=pprof&event=no`), [
    400,
    'PROFILE_SELECTION_EMPTY',
  ]);
  assert.deepEqual(await faultOf('tasks', { method: 'POST' }), [405, argument]);
  assert.deepEqual(await faultOf('uploads'), [405, argument]);
  for (const name of ['nothing', 'constructor', '__proto__'])
    assert.deepEqual(await faultOf(name), [404, argument]);
});

test('no path and no parameter makes it fail', async () => {
  const word = fc.oneof(
    fc.constantFrom('tasks', 'task', 'profile', 'export', 'trace', 'upload', '%', '%00', '..', ''),
    fc.string({ maxLength: 12 }).map(encodeURIComponent),
  );
  const name = fc.constantFrom(
    'from',
    'to',
    'limit',
    'kind',
    'service',
    'segment',
    'format',
    'event',
  );
  const value = fc.oneof(fc.string(), fc.nat().map(String), fc.constantFrom('svg', '-1', '1e9'));
  const query = fc.array(fc.tuple(name, value), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), query, async (path, parameters) => {
      const text = new URLSearchParams(parameters).toString();
      const { status } = await rawGet(`${path.join('/')}?${text}`, 'gzip');
      assert.ok(status < 500, `${status} ${path.join('/')}?${text}`);
    }),
    { numRuns: 300 },
  );
});

/** A disk of its own, as small as it is; undefined where this machine does not let us have one. */
function mountDisk(
  sizeBytes: number,
): { readonly folder: string; readonly release: () => void } | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-disk-'));
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder];
    execFileSync('mount', options, { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    release: () => {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

async function createTask(service: string): Promise<string> {
  const { made } = await server.query<{ made: { id: string; errorReason: string } }>(
    'mutation ($r: ProfileTaskCreationRequest) { made: createProfileTask(creationRequest: $r) { id errorReason } }',
    {
      r: {
        serviceId: `${Buffer.from(service).toString('base64')}.1`,
        endpointName: '/slow',
        duration: 5,
        minDurationThreshold: 0,
        dumpPeriod: 10,
        maxSamplingCount: 5,
      },
    },
  );
  assert.ok(made.id, made.errorReason);
  return made.id;
}

function startPost(contentLength: number): ClientRequest {
  const request = httpRequest(url('uploads'), {
    method: 'POST',
    headers: { 'content-length': contentLength },
  });
  // That it breaks off is what is tested.
  request.on('error', () => {});
  return request;
}

/** As it comes over the wire, nothing unpacked. */
async function rawGet(
  path: string,
  acceptEncoding: string,
): Promise<{
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}> {
  const request = httpRequest(new URL(server.addresses.page), {
    path: `/api/profiling/${path}`,
    headers: { 'accept-encoding': acceptEncoding },
  });
  request.end();
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(pieces),
  };
}

interface ServerEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      if (event !== '') yield { event, data: JSON.parse(data) as ServerEvent['data'] };
    }
  }
}

async function nextEvent(
  events: AsyncGenerator<ServerEvent>,
  isMeant: (event: ServerEvent) => boolean,
): Promise<ServerEvent> {
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error('the stream ended');
    if (isMeant(value)) return value;
  }
}
