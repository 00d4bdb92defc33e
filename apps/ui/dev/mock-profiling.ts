/** `/api/profiling` and the mutations of profiling for the mock: tasks in every state, uploads, and a stream of changes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { encodeProfile } from '@stormpetrel/profile';
import type { StackProfile } from '@stormpetrel/profile';
import { importProfile, writeCollapsed } from '@stormpetrel/profile/formats';
import { gatewayProfile, paymentProfile, randomProfile, requestDumps } from './mock-profiles.ts';
import { resolvers } from './mock-resolvers.ts';
import { worldServices } from './mock-world.ts';
import type { Scene, WorldService } from './mock-world.ts';

interface MockTask {
  readonly id: string;
  readonly kind: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly createTimeMs: number;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly state: string;
  readonly reason: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly instances: readonly unknown[];
  readonly segmentCount: number;
}

type Args = Readonly<Record<string, unknown>>;

const minuteMs = 60_000;

export class MockProfiling {
  readonly #nowMs: () => number;
  readonly #made: MockTask[] = [];
  readonly #uploads: {
    readonly entry: unknown;
    readonly profile: StackProfile;
    readonly id: string;
  }[] = [];
  readonly #streams = new Set<ServerResponse>();
  readonly #bytes = new Map<string, Uint8Array>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  close(): void {
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }

  async answer(request: IncomingMessage, response: ServerResponse, scene: Scene): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://mock');
    const path = decodeURIComponent(url.pathname).replace('/api/profiling/', '');
    if (scene === 'broken') {
      sendJson(response, 503, { code: 'STORE_NOT_READY', message: 'The storage is not ready.' });
    } else if (path === 'tasks') {
      sendJson(response, 200, {
        tasks: scene === 'empty' ? this.#made : [...this.#made, ...this.#tasks(scene)],
        uploads: [
          ...this.#uploads.map(({ entry }) => entry),
          ...(scene === 'empty' ? [] : this.#usualUploads()),
        ],
      });
    } else if (path === 'changes') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(':\n\n');
      this.#streams.add(response);
      response.on('close', () => this.#streams.delete(response));
    } else if (path === 'uploads') await this.#takeUpload(request, response, url);
    else if (path.startsWith('profile/')) this.#sendProfile(response, path.slice(8), url);
    else if (path.startsWith('export/')) this.#sendExport(response, path.slice(7));
    else
      sendJson(response, 404, { code: 'PROFILE_NOT_FOUND', message: 'There is no such profile.' });
  }

  /** Mutations and queries of the protocol; they go before those of `mock-resolvers`. */
  resolvers(): typeof resolvers {
    const make =
      (kind: string, argument: string) =>
      (args: Args, { scene }: { readonly scene: Scene }) =>
        this.#create(kind, args[argument] as Args, scene);
    return {
      createProfileTask: make('trace', 'creationRequest'),
      createAsyncProfilerTask: make('async-profiler', 'asyncProfilerTaskCreationRequest'),
      createPprofTask: make('pprof', 'pprofTaskCreationRequest'),
      getProfileTaskSegments: () => this.#segments(),
      queryTrace: (args, context) =>
        this.#trace(String(args['traceId'])) ?? resolvers['queryTrace']?.(args, context),
    };
  }

  #create(kind: string, request: Args, scene: Scene): unknown {
    const owner = worldServices(scene).find(({ id }) => id === request['serviceId']);
    const nowMs = this.#nowMs();
    if (owner === undefined)
      return { code: 'ARGUMENT_ERROR', errorReason: 'service cannot be null', id: null };
    if (this.#made.some((task) => task.kind === kind && task.serviceId === owner.id)) {
      return {
        code: 'ALREADY_PROFILING_ERROR',
        errorReason: 'current service already has monitor task execute at this time',
        id: null,
      };
    }
    const {
      serviceId: _,
      serviceInstanceIds: ids,
      endpointName,
      minDurationThreshold,
      duration,
      ...rest
    } = request;
    const task: MockTask = {
      id: `${nowMs}_${owner.id}`,
      kind,
      serviceId: owner.id,
      serviceName: owner.name,
      createTimeMs: nowMs,
      startTimeMs: nowMs,
      endTimeMs: nowMs + 5 * minuteMs,
      state: 'waiting',
      reason: '',
      spec: {
        ...rest,
        ...(endpointName === undefined ? {} : { endpointName }),
        ...(minDurationThreshold === undefined
          ? {}
          : { minDurationThresholdMs: minDurationThreshold }),
        [kind === 'async-profiler' ? 'durationSeconds' : 'durationMinutes']: duration,
        ...(kind === 'pprof' ? { event: request['events'] } : {}),
      },
      instances: (Array.isArray(ids) ? ids : []).map((id) => ({
        id,
        name: owner.instances.find((name) => instanceIdOf(owner, name) === id) ?? String(id),
        state: 'waiting',
        reason: '',
        logs: [],
        profile: null,
      })),
      segmentCount: 0,
    };
    this.#made.unshift(task);
    setTimeout(() => this.#tell('task', task), 20).unref();
    return { code: 'SUCCESS', errorReason: null, id: task.id };
  }

  #tell(event: string, value: unknown): void {
    for (const stream of this.#streams)
      stream.write(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`);
  }

  #tasks(scene: Scene): readonly MockTask[] {
    const nowMs = Math.floor(this.#nowMs() / 1000) * 1000;
    const task = (
      [name, kind, minutesAgo, state]: readonly [string, string, number, string],
      rest: Partial<MockTask>,
    ): MockTask[] => {
      const owner = worldServices(scene).find((each) => each.name === name);
      if (owner === undefined) return [];
      const createTimeMs = nowMs - minutesAgo * minuteMs;
      return [
        {
          id: `${createTimeMs}_${owner.id}`,
          kind,
          serviceId: owner.id,
          serviceName: name,
          createTimeMs,
          startTimeMs: createTimeMs,
          endTimeMs: createTimeMs + 5 * minuteMs,
          state,
          reason: '',
          spec: {},
          instances: [],
          segmentCount: 0,
          ...rest,
        },
      ];
    };
    const instancesOf = (
      name: string,
      minutesAgo: number,
      states: readonly (readonly [string, string])[],
    ): readonly unknown[] => {
      const owner = worldServices(scene).find((each) => each.name === name);
      const createTimeMs = nowMs - minutesAgo * minuteMs;
      return (owner?.instances ?? []).slice(0, states.length).map((instance, i) => {
        const [state, reason] = states[i] ?? ['waiting', ''];
        const id = owner === undefined ? '' : instanceIdOf(owner, instance);
        return {
          id,
          name: instance,
          state,
          reason,
          logs:
            state === 'waiting'
              ? []
              : [
                  { operation: 'NOTIFIED', timeMs: createTimeMs + 8_000 },
                  ...(state === 'done'
                    ? [{ operation: 'EXECUTION_FINISHED', timeMs: createTimeMs + 71_000 }]
                    : []),
                  ...(state === 'failed'
                    ? [{ operation: 'EXECUTION_TASK_ERROR', timeMs: createTimeMs + 9_000 }]
                    : []),
                ],
          profile: state === 'done' ? `task/${createTimeMs}_${owner?.id ?? ''}/${id}` : null,
        };
      });
    };
    return [
      ...task(['checkout', 'trace', 1, 'waiting'], {
        reason: 'No agent of checkout has asked for tasks yet.',
        spec: {
          endpointName: 'POST:/checkout',
          durationMinutes: 5,
          minDurationThresholdMs: 200,
          dumpPeriodMs: 20,
          maxSamplingCount: 5,
        },
      }),
      ...task(['gateway', 'pprof', 2, 'sent'], {
        spec: { event: 'CPU', durationMinutes: 5 },
        instances: instancesOf('gateway', 2, [
          ['sent', ''],
          ['sent', ''],
        ]),
      }),
      ...task(['payment', 'async-profiler', 14, 'done'], {
        spec: { events: ['CPU', 'ALLOC'], durationSeconds: 60 },
        instances: instancesOf('payment', 14, [
          ['done', ''],
          ['done', ''],
        ]),
      }),
      ...task(['recommendation', 'trace', 33, 'done'], {
        spec: {
          endpointName: 'GET:/recommend',
          durationMinutes: 5,
          minDurationThresholdMs: 100,
          dumpPeriodMs: 10,
          maxSamplingCount: 5,
        },
        segmentCount: 2,
      }),
      ...task(['inventory', 'async-profiler', 48, 'failed'], {
        reason:
          'inventory-7d9f8b6c4-xkq2: perf_event_open is not permitted here; CTIMER works without it.',
        spec: { events: ['CPU'], durationSeconds: 30 },
        instances: instancesOf('inventory', 48, [
          ['failed', 'perf_event_open is not permitted here; CTIMER works without it.'],
        ]),
      }),
      ...task(['gateway', 'pprof', 95, 'done'], {
        spec: { event: 'CPU', durationMinutes: 2 },
        instances: instancesOf('gateway', 95, [['done', '']]),
      }),
      ...task(['payment', 'async-profiler', 1454, 'done'], {
        spec: { events: ['CPU'], durationSeconds: 60 },
        instances: instancesOf('payment', 1454, [['done', '']]),
      }),
    ];
  }

  #usualUploads(): readonly unknown[] {
    const nowMs = Math.floor(this.#nowMs() / 1000) * 1000;
    return [
      {
        id: 'load-test',
        name: 'load-test-before-release.jfr',
        serviceId: '',
        timeMs: nowMs - 300 * minuteMs,
        sizeBytes: 18_400_512,
        source: 'jfr',
        profile: 'upload/load-test',
      },
    ];
  }

  /** Two requests of the recommender that were profiled. */
  #segments(): readonly unknown[] {
    const baseMs = Math.floor(this.#nowMs() / 1000) * 1000 - 31 * minuteMs;
    return this.#requests(baseMs).map(({ id, startMs, endMs, traceId }) => {
      const at = (share: number): number => Math.round(startMs + share * (endMs - startMs));
      const span = (
        spanId: number,
        parentSpanId: number,
        from: number,
        to: number,
        endpointName: string,
      ) => ({
        spanId,
        parentSpanId,
        segmentId: id,
        startTime: at(from),
        endTime: at(to),
        endpointName,
        isError: false,
        profiled: true,
      });
      return {
        traceId,
        instanceId: 'x',
        instanceName: 'recommendation-7d9f8b6c4-xkq2',
        endpointNames: ['GET:/recommend'],
        duration: endMs - startMs,
        start: String(startMs),
        spans: [
          span(0, -1, 0, 1, 'GET:/recommend'),
          span(1, 0, 0.02, 0.3, 'Mysql/PyMysql/execute'),
          span(2, 0, 0.86, 0.99, 'render'),
        ],
      };
    });
  }

  /** The trace of a request that was profiled. */
  #trace(traceId: string): unknown {
    const baseMs = Math.floor(this.#nowMs() / 1000) * 1000 - 31 * minuteMs;
    const request = this.#requests(baseMs).find((each) => each.traceId === traceId);
    if (request === undefined) return undefined;
    const { id, startMs, endMs } = request;
    const at = (share: number): number => Math.round(startMs + share * (endMs - startMs));
    const span = (
      spanId: number,
      parentSpanId: number,
      from: number,
      to: number,
      name: string,
    ) => ({
      traceId,
      segmentId: id,
      spanId,
      parentSpanId,
      refs: [],
      serviceCode: 'recommendation',
      serviceInstanceName: 'recommendation-7d9f8b6c4-xkq2',
      startTime: at(from),
      endTime: at(to),
      endpointName: name,
      type: spanId === 0 ? 'Entry' : spanId === 1 ? 'Exit' : 'Local',
      peer: spanId === 1 ? 'orders-primary.mysql:3306' : '',
      component: spanId === 1 ? 'PyMysql' : 'Flask',
      isError: false,
      layer: spanId === 1 ? 'Database' : 'Http',
      tags: [],
      logs: [],
      attachedEvents: [],
    });
    return {
      spans: [
        span(0, -1, 0, 1, 'GET:/recommend'),
        span(1, 0, 0.02, 0.3, 'Mysql/PyMysql/execute'),
        span(2, 0, 0.86, 0.99, 'render'),
      ],
    };
  }

  #requests(baseMs: number) {
    return [
      { id: 'a81c.seg.1', traceId: 'mock-profiled-1', startMs: baseMs, endMs: baseMs + 1420 },
      {
        id: 'a81c.seg.2',
        traceId: 'mock-profiled-2',
        startMs: baseMs + 9000,
        endMs: baseMs + 9860,
      },
    ];
  }

  #profileOf(path: string, segments: readonly string[]): StackProfile | undefined {
    const nowMs = Math.floor(this.#nowMs() / 1000) * 1000;
    const random = /^upload\/random-(\d+)-(\d+)$/.exec(path);
    if (random !== null) return randomProfile(Number(random[1]), Number(random[2]));
    const upload = this.#uploads.find(({ id }) => path === `upload/${id}`);
    if (upload !== undefined) return upload.profile;
    if (path === 'upload/load-test') return paymentProfile(nowMs - 300 * minuteMs, false);
    if (path.startsWith('trace/')) {
      const all = this.#requests(nowMs - 31 * minuteMs);
      return requestDumps(all.filter(({ id }) => segments.length === 0 || segments.includes(id)));
    }
    if (!path.startsWith('task/')) return undefined;
    if (path.includes(Buffer.from('gateway').toString('base64'))) return gatewayProfile();
    const createTimeMs = Number(/^task\/(\d+)_/.exec(path)?.[1]);
    return paymentProfile(createTimeMs + 10_000, nowMs - createTimeMs < 1000 * minuteMs);
  }

  #sendProfile(response: ServerResponse, path: string, url: URL): void {
    const known = this.#bytes.get(url.href);
    const profile =
      known === undefined ? this.#profileOf(path, url.searchParams.getAll('segment')) : undefined;
    const bytes = known ?? (profile === undefined ? undefined : encodeProfile(profile));
    if (bytes === undefined) {
      sendJson(response, 404, {
        code: 'PROFILE_NOT_FOUND',
        message: 'There is no such profile: it is older than the store keeps, or never was.',
      });
      return;
    }
    if (bytes.length > 1_000_000) this.#bytes.set(url.href, bytes);
    response.writeHead(200, { 'content-type': 'application/vnd.stormpetrel.profile' });
    response.end(bytes);
  }

  #sendExport(response: ServerResponse, path: string): void {
    const profile = this.#profileOf(path, []);
    response.writeHead(profile === undefined ? 404 : 200, {
      'content-type': 'text/plain',
      'content-disposition': 'attachment; filename="profile.txt"',
    });
    response.end(profile === undefined ? '' : writeCollapsed(profile));
  }

  async #takeUpload(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    try {
      const profile = await importProfile(body);
      const id = `u${this.#uploads.length + 1}`;
      const entry = {
        id,
        name: url.searchParams.get('name') ?? '',
        serviceId: url.searchParams.get('service') ?? '',
        timeMs: this.#nowMs(),
        sizeBytes: body.length,
        source: profile.source,
        profile: `upload/${id}`,
      };
      this.#uploads.unshift({ entry, profile, id });
      this.#tell('upload', entry);
      sendJson(response, 200, entry);
    } catch (error) {
      sendJson(response, 400, {
        code: 'PROFILE_MALFORMED',
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }
}

function instanceIdOf(owner: WorldService, name: string): string {
  return `${owner.id}_${Buffer.from(name, 'utf8').toString('base64')}`;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
