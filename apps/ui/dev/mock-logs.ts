/** `/api/logs` for the mock (docs/reference/log-api.md): what the services of the made-up shop say, a function of the time. */
import type { ServerResponse } from 'node:http';
import { mockTrace } from './mock-traces.ts';
import { incident, minuteMs, unitHash, worldServices } from './mock-world.ts';
import type { Scene, WorldService } from './mock-world.ts';

export interface MockLogRow {
  readonly id: string;
  readonly timeMs: number;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly endpointId: string;
  readonly endpointName: string;
  readonly traceId: string;
  readonly segmentId: string;
  readonly spanId: number;
  readonly level: string;
  readonly contentType: 'text' | 'json' | 'yaml' | 'none';
  readonly content: string;
  readonly cut: boolean;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

const levels = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];
/** Each service says something this often; `many` is a shop that talks. */
const slotMs = 4_000;
const shownCharacters = 2_000;

type Say = (pick: (max: number) => number) => readonly [level: string, content: string];

const plainLines: readonly Say[] = [
  (pick) => ['INFO', `Request GET /items/${pick(9000)} served in ${3 + pick(180)} ms`],
  (pick) => ['INFO', `Connection to 10.0.${pick(4)}.${2 + pick(240)}:5432 opened`],
  (pick) => ['DEBUG', `cache miss for key user:${pick(100000)}`],
  (pick) => ['INFO', `Order ${7000000 + pick(90000)} accepted, ${1 + pick(8)} items`],
  (pick) => [
    'INFO',
    JSON.stringify({
      message: 'order priced',
      order: 7000000 + pick(90000),
      total: { amount: pick(90000) / 100, currency: 'EUR' },
      items: [{ sku: `SKU-${pick(5000)}`, count: 1 + pick(4) }],
    }),
  ],
  (pick) => ['WARN', `Pool is ${80 + pick(20)} % used (${40 + pick(9)} of 50)`],
  (pick) => ['DEBUG', `heartbeat ${pick(100000)}`],
  (pick) => ['INFO', `库存已更新: 商品 ${pick(9000)}, 剩余 ${pick(300)}`],
];

const badLines: readonly Say[] = [
  (pick) => [
    'ERROR',
    `Call to payment-provider timed out after ${1000 + pick(4000)} ms\njava.net.SocketTimeoutException: Read timed out\n\tat java.base/java.net.SocketInputStream.socketRead0(Native Method)\n\tat shop.payment.Provider.capture(Provider.java:${80 + pick(9)})\n\tat shop.payment.CaptureService.run(CaptureService.java:41)`,
  ],
  (pick) => ['WARN', `Retry ${1 + pick(3)} of 3 for capture ${pick(100000)}`],
  (pick) => [
    'ERROR',
    JSON.stringify({
      message: 'capture failed',
      error: { kind: 'ProviderUnavailable', status: 503 },
      attempt: 1 + pick(3),
    }),
  ],
];

/** All lines of the window, newest first. */
function linesOf(scene: Scene, fromMs: number, toMs: number, nowMs: number): MockLogRow[] {
  const rows: MockLogRow[] = [];
  for (const owner of worldServices(scene).slice(0, 40)) {
    if (!owner.normal || owner.isSilent === true) continue;
    const from = Math.ceil(fromMs / slotMs);
    const to = Math.min(Math.ceil(toMs / slotMs), Math.ceil(nowMs / slotMs));
    for (let slot = from; slot < to; slot++) {
      const row = lineAt(owner, slot, nowMs);
      if (row.timeMs >= fromMs && row.timeMs < Math.min(toMs, nowMs)) rows.push(row);
    }
  }
  return rows.sort((a, b) => b.timeMs - a.timeMs || (a.id < b.id ? 1 : -1));
}

function lineAt(owner: WorldService, slot: number, nowMs: number): MockLogRow {
  const key = `${owner.name}${slot}`;
  let drawn = 0;
  const pick = (max: number): number => Math.floor(unitHash(`${key}#${drawn++}`) * max);
  const timeMs = slot * slotMs + pick(slotMs);
  const trouble = incident(owner.name, timeMs, nowMs) + owner.errorShare;
  const lines = unitHash(`${key}bad`) < trouble ? badLines : plainLines;
  const say = lines[pick(lines.length)] ?? plainLines[0];
  const [level, content] = say === undefined ? ['INFO', ''] : say(pick);
  const instanceName = owner.instances[pick(owner.instances.length)] ?? '';
  const hasTrace = unitHash(`${key}trace`) < 0.7;
  const traceId = hasTrace ? `10ad${slot.toString(16)}${pick(1e6)}.71.${timeMs}0001` : '';
  return {
    ...placeOf(owner, instanceName, owner.endpoints[pick(owner.endpoints.length)] ?? ''),
    id: `${timeMs}-${Math.floor(unitHash(key) * 1e12).toString(16)}`,
    timeMs,
    traceId,
    segmentId: hasTrace ? `${traceId}.000001` : '',
    spanId: hasTrace ? 0 : -1,
    level,
    contentType: content.startsWith('{') ? 'json' : 'text',
    content,
    cut: false,
    tags: [
      { key: 'level', value: level },
      { key: 'logger', value: `shop.${owner.name.slice(0, 20)}.Handler` },
      { key: 'thread', value: `worker-${pick(16)}` },
    ],
  };
}

function placeOf(owner: WorldService, instanceName: string, endpointName: string) {
  const idOf = (name: string): string =>
    name === '' ? '' : `${owner.id}_${Buffer.from(name, 'utf8').toString('base64')}`;
  return {
    serviceId: owner.id,
    serviceName: owner.name,
    instanceId: idOf(instanceName),
    instanceName,
    endpointId: idOf(endpointName),
    endpointName,
  };
}

/** Lines of a trace: what its entries and its failed spans say. */
function linesOfTrace(traceId: string, scene: Scene, nowMs: number): MockLogRow[] {
  const sized = /^mock-(\d+)$/.exec(traceId);
  const size = sized === null ? 20 + Math.floor(unitHash(traceId) * 60) : Number(sized[1]);
  const at = /\.(\d{13})\d*$/.exec(traceId);
  const startMs = at === null ? nowMs - 600_000 : Number(at[1]);
  const spans = mockTrace(size, { traceId, startMs, seed: Math.floor(unitHash(traceId) * 1e6) });
  const services = worldServices(scene);
  return spans.flatMap((span): MockLogRow[] => {
    if (!span.isError && span.type !== 'Entry') return [];
    const owner = services.find(({ name }) => name === span.serviceCode) ?? services[0];
    if (owner === undefined) return [];
    const level = span.isError ? 'ERROR' : 'INFO';
    const timeMs = span.isError ? span.endTime : span.startTime;
    return [
      {
        ...placeOf(owner, span.serviceInstanceName, span.endpointName),
        serviceName: span.serviceCode,
        id: `${timeMs}-${span.segmentId}.${span.spanId}`,
        timeMs,
        traceId,
        segmentId: span.segmentId,
        spanId: span.spanId,
        level,
        contentType: 'text',
        content: span.isError
          ? `${span.endpointName} failed: Read timed out`
          : `${span.endpointName} taken by ${span.serviceInstanceName}`,
        cut: false,
        tags: [{ key: 'level', value: level }],
      },
    ];
  });
}

/** The questions of the page, answered as the server answers them. */
export class MockLogs {
  readonly #nowMs: () => number;
  readonly #streams = new Map<ServerResponse, NodeJS.Timeout>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  close(): void {
    for (const [stream, timer] of this.#streams) {
      clearInterval(timer);
      stream.end();
    }
    this.#streams.clear();
  }

  answer(url: URL, response: ServerResponse, scene: Scene): void {
    if (scene === 'broken') {
      sendJson(response, 503, { code: 'STORE_FAILED', message: 'The storage is not ready.' });
      return;
    }
    const what = url.pathname.replace('/api/logs/', '');
    const ask = url.searchParams;
    if (what === 'search') sendJson(response, 200, this.#search(ask, scene));
    else if (what === 'histogram') sendJson(response, 200, this.#histogram(ask, scene));
    else if (what === 'context') this.#context(ask, scene, response);
    else if (what === 'patterns') sendJson(response, 200, this.#patterns(ask, scene));
    else if (what === 'tail') this.#tail(ask, scene, response);
    else sendJson(response, 404, { code: 'NOT_FOUND', message: 'There is no such question.' });
  }

  #found(ask: URLSearchParams, scene: Scene): MockLogRow[] {
    const nowMs = this.#nowMs();
    const trace = ask.get('trace');
    const toMs = Number(ask.get('to') ?? nowMs);
    const fromMs = Number(ask.get('from') ?? toMs - 30 * minuteMs);
    const rows =
      trace === null
        ? linesOf(scene, fromMs, toMs, nowMs)
        : linesOfTrace(trace, scene, nowMs).sort((a, b) => b.timeMs - a.timeMs);
    return rows.filter((row) => matches(row, ask));
  }

  #search(ask: URLSearchParams, scene: Scene) {
    const rows = this.#found(ask, scene);
    if (ask.get('order') === 'asc') rows.reverse();
    const cursor = ask.get('cursor');
    const from = cursor === null ? 0 : rows.findIndex(({ id }) => id === cursor) + 1;
    const limit = Number(ask.get('limit') ?? 100);
    const page = rows.slice(from, from + limit);
    return {
      fromMs: null,
      toMs: null,
      rows: page.map(cutRow),
      cursor: from + limit < rows.length ? (page.at(-1)?.id ?? null) : null,
    };
  }

  #histogram(ask: URLSearchParams, scene: Scene) {
    const rows = this.#found(ask, scene);
    const toMs = Number(ask.get('to') ?? this.#nowMs());
    const fromMs = Number(ask.get('from') ?? toMs - 30 * minuteMs);
    const { bucketMs, starts } = bucketsOf(fromMs, toMs, Number(ask.get('buckets') ?? 60));
    const counted = [...levels, ''].map((level) => {
      const of = rows.filter((row) => row.level === level);
      return { level, total: of.length, counts: countsOf(of, starts, bucketMs) };
    });
    return {
      fromMs,
      toMs,
      bucketMs,
      starts,
      levels: counted.filter(({ total }) => total > 0),
      total: rows.length,
      counts: countsOf(rows, starts, bucketMs),
      countedFromMs: scene === 'partial' ? fromMs + (toMs - fromMs) / 3 : fromMs,
      isComplete: scene !== 'partial',
    };
  }

  #context(ask: URLSearchParams, scene: Scene, response: ServerResponse): void {
    const at = ask.get('at') ?? '';
    const timeMs = Number(at.split('-')[0]);
    const nowMs = this.#nowMs();
    const near = linesOf(scene, timeMs - 10 * minuteMs, timeMs + 10 * minuteMs, nowMs).reverse();
    const line = near.find(({ id }) => id === at);
    if (line === undefined) {
      sendJson(response, 404, {
        code: 'LOG_NOT_FOUND',
        message: 'There is no such line any more.',
      });
      return;
    }
    const isOfService = ask.get('of') === 'service';
    const rows = near.filter((row) =>
      isOfService ? row.serviceId === line.serviceId : row.instanceId === line.instanceId,
    );
    const index = rows.indexOf(line);
    const before = Number(ask.get('before') ?? 20);
    const after = Number(ask.get('after') ?? 20);
    sendJson(response, 200, {
      of: isOfService ? 'service' : 'instance',
      before: rows.slice(Math.max(0, index - before), index).map(cutRow),
      line,
      after: rows.slice(index + 1, index + 1 + after).map(cutRow),
      moreBefore: index > before,
      moreAfter: rows.length > index + 1 + after,
    });
  }

  #patterns(ask: URLSearchParams, scene: Scene) {
    const found = this.#found(ask, scene);
    const rows = found.slice(0, 5_000);
    const toMs = Number(ask.get('to') ?? this.#nowMs());
    const fromMs = Number(ask.get('from') ?? toMs - 30 * minuteMs);
    const { bucketMs, starts } = bucketsOf(fromMs, toMs, Number(ask.get('buckets') ?? 30));
    const groups = Map.groupBy(rows, templateOf);
    return {
      fromMs,
      toMs,
      lines: rows.length,
      linesMax: 5_000,
      isComplete: found.length === rows.length,
      readFromMs: rows.at(-1)?.timeMs ?? fromMs,
      bucketMs,
      starts,
      patterns: [...groups]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([template, of]) => ({
          template,
          words: template
            .split(/<[^>]*>/)
            .map((word) => word.trim())
            .filter((word) => word.length > 3)
            .slice(0, 3),
          count: of.length,
          share: of.length / rows.length,
          levels: [...Map.groupBy(of, ({ level }) => level)].map(([level, each]) => ({
            level,
            count: each.length,
          })),
          firstMs: of.at(-1)?.timeMs ?? 0,
          lastMs: of[0]?.timeMs ?? 0,
          counts: countsOf(of, starts, bucketMs),
          example: of[0] === undefined ? null : cutRow(of[0]),
        })),
      otherPatterns: 0,
      otherLines: 0,
    };
  }

  /** Two or three lines a second, and now and then a gap. */
  #tail(ask: URLSearchParams, scene: Scene, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const tell = (event: string, data: unknown): void =>
      void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    const since = (fromMs: number, toMs: number): MockLogRow[] =>
      linesOf(scene, fromMs, toMs, toMs)
        .filter((row) => matches(row, ask))
        .reverse();
    let toldMs = this.#nowMs();
    const last = Number(ask.get('last') ?? 0);
    if (last > 0) tell('lines', { rows: since(toldMs - 5 * minuteMs, toldMs).slice(-last) });
    const timer = setInterval(() => {
      const nowMs = this.#nowMs();
      const rows = since(toldMs, nowMs);
      toldMs = nowMs;
      if (rows.length > 0) tell('lines', { rows: rows.map(cutRow) });
    }, 1_000);
    this.#streams.set(response, timer);
    response.on('close', () => {
      clearInterval(timer);
      this.#streams.delete(response);
    });
  }
}

function matches(row: MockLogRow, ask: URLSearchParams): boolean {
  const oneOf = (name: string, value: string): boolean =>
    !ask.has(name) || ask.getAll(name).includes(value);
  const content = row.content.toLowerCase();
  return (
    (ask.has('trace') || oneOf('service', row.serviceId)) &&
    oneOf('instance', row.instanceId) &&
    oneOf('endpoint', row.endpointId) &&
    oneOf('level', row.level) &&
    ask
      .getAll('tag')
      .every((tag) => row.tags.some(({ key, value }) => `${key}=${value}` === tag)) &&
    ask.getAll('include').every((text) => content.includes(text.toLowerCase())) &&
    !ask.getAll('exclude').some((text) => content.includes(text.toLowerCase()))
  );
}

function cutRow(row: MockLogRow): MockLogRow {
  if (row.content.length <= shownCharacters) return row;
  return { ...row, content: row.content.slice(0, shownCharacters), cut: true };
}

const widths = [
  1_000,
  2_000,
  5_000,
  10_000,
  15_000,
  30_000,
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((each) => each * minuteMs),
];

function bucketsOf(fromMs: number, toMs: number, max: number) {
  const bucketMs = widths.find((width) => (toMs - fromMs) / width <= max - 1) ?? 1440 * minuteMs;
  const starts: number[] = [];
  for (let at = Math.floor(fromMs / bucketMs) * bucketMs; at < toMs; at += bucketMs)
    starts.push(at);
  return { bucketMs, starts };
}

function countsOf(rows: readonly MockLogRow[], starts: readonly number[], bucketMs: number) {
  const counts = starts.map(() => 0);
  const [first = 0] = starts;
  for (const { timeMs } of rows) {
    const at = Math.floor((timeMs - first) / bucketMs);
    if (counts[at] !== undefined) counts[at]++;
  }
  return counts;
}

function templateOf(row: MockLogRow): string {
  const [line = ''] = row.content.split('\n');
  const text =
    row.contentType === 'json' ? (JSON.parse(row.content) as { message: string }).message : line;
  return text.replaceAll(/\d+\.\d+\.\d+\.\d+(?::\d+)?/g, '<ip>').replaceAll(/\d+/g, '<num>');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
