/** Synthetic lines of logs for the bench of the store. */
import { logRecord, memberId, serviceId } from '@stormpetrel/model';
import type { BytesColumn, EntityDictionary, WriteBatch } from '@stormpetrel/storage/api';

const levels = ['level=DEBUG', 'level=INFO', 'level=WARN', 'level=ERROR'];
const methods = ['GET', 'POST', 'PUT', 'DELETE'];
const words =
  'order cart payment stock user session invoice shipment coupon catalog price search review'.split(
    ' ',
  );
const places = 'eu-west-1a eu-west-1b us-east-1c ap-south-1a'.split(' ');

/** The same numbers in every run, and for each number the same line. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1);
  }

  next(): number {
    let value = (this.#state = (this.#state + 0x6d2b79f5) | 0);
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return (value ^ (value >>> 14)) >>> 0;
  }

  below(end: number): number {
    return this.next() % end;
  }

  of(list: readonly string[]): string {
    return list[this.below(list.length)] ?? '';
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  uuid(): string {
    const hex = this.hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  address(): string {
    return `10.${this.below(4)}.${this.below(256)}.${this.below(256)}`;
  }
}

type Template = (dice: Dice, n: number) => string;

/** Each with its weight, level and content type. */
const templates: readonly (readonly [number, number, number, Template])[] = [
  [
    20,
    1,
    1,
    (d) =>
      `${d.of(methods)} /api/v1/${d.of(words)}s/${d.below(1_000_000)} ${d.below(20) === 0 ? 500 : 200} ${d.below(900)}ms ${d.below(40_000)}B ${d.address()}`,
  ],
  [
    12,
    1,
    1,
    (d) =>
      `Received ${d.of(words)} event ${d.uuid()} from partition ${d.below(64)} offset ${d.next()}`,
  ],
  [
    10,
    1,
    1,
    (d) =>
      `Order ${40_000_000 + d.below(20_000_000)} of user ${d.below(500_000)} moved from RESERVED to PAID in ${d.below(400)} ms`,
  ],
  [
    8,
    0,
    1,
    (d) =>
      `Executing query: select * from ${d.of(words)}s where id = ? and tenant_id = ? limit 50 [${d.below(1_000_000)}, ${d.below(300)}]`,
  ],
  [
    8,
    0,
    1,
    (d) =>
      `Cache ${d.below(3) === 0 ? 'miss' : 'hit'} for key ${d.of(words)}:${d.below(2_000_000)}`,
  ],
  [
    12,
    1,
    2,
    (d, n) =>
      JSON.stringify({
        ts: 1_795_262_400_000 + n * 8,
        msg: `${d.of(words)} processed`,
        requestId: d.uuid(),
        userId: d.below(500_000),
        region: d.of(places),
        items: d.below(20),
        amount: d.below(100_000) / 100,
        durationMs: d.below(2_000),
        retry: d.below(10) === 0,
      }),
  ],
  [
    6,
    1,
    1,
    (d) =>
      `Scheduled task refresh-${d.of(words)}-prices finished: ${d.below(900)} rows in ${d.below(5_000)} ms`,
  ],
  [
    5,
    2,
    1,
    (d) =>
      `Slow call to http://${d.of(words)}-service.prod.svc.cluster.local:8080/internal/${d.of(words)}: ${1_000 + d.below(9_000)} ms, trace ${d.hex(32)}`,
  ],
  [
    4,
    2,
    1,
    (d) =>
      `Retrying (${d.below(5)}/5) after java.net.SocketTimeoutException: Read timed out to ${d.address()}:5432`,
  ],
  [
    3,
    3,
    1,
    (d) =>
      [
        `java.lang.IllegalStateException: ${d.of(words)} ${d.below(1_000_000)} is locked by ${d.uuid()}`,
        `\tat com.example.shop.${d.of(words)}.Service.lock(Service.java:${d.below(900)})`,
        `\tat com.example.shop.${d.of(words)}.Controller.handle(Controller.java:${d.below(300)})`,
        '\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:897)',
        '\tat java.base/java.lang.Thread.run(Thread.java:1583)',
      ].join('\n'),
  ],
  [
    3,
    1,
    1,
    (d) => `用户 ${d.below(500_000)} 登录成功，来自 ${d.address()}，耗时 ${d.below(300)} 毫秒`,
  ],
  [
    2,
    1,
    1,
    (d) =>
      `Connected to kafka-${d.below(9)}.prod:9092 (id: ${d.below(9)} rack: ${d.of(places)}), token=${Buffer.from(d.hex(24)).toString('base64')}`,
  ],
  [
    2,
    0,
    1,
    (d) =>
      `heartbeat ok, heap ${d.below(4_000)} MiB of 4096 MiB, threads ${d.below(300)}, gc ${d.below(90)} ms`,
  ],
];
const weightSum = templates.reduce((sum, [weight]) => sum + weight, 0);

export const rareWord = 'DeadlockVictimException';

export class LogLines {
  readonly dictionary: EntityDictionary;
  readonly services: number;
  readonly #ids: string[] = [];
  /** One line in this many has the rare word. */
  readonly #rareEvery: number;
  contentBytes = 0;
  #count = 0;

  constructor(services: number, rareEvery: number) {
    this.services = services;
    this.#rareEvery = rareEvery;
    for (let n = 0; n < services; n++) this.#ids.push(serviceId(`service-${n}`, true));
    for (let n = 0; n < services; n++)
      for (let i = 0; i < 2; i++)
        this.#ids.push(memberId(this.service(n), `${hashOf(n, i)}@10.0.${n % 256}.${i}`));
    for (let n = 0; n < services; n++)
      for (let e = 0; e < 10; e++)
        this.#ids.push(memberId(this.service(n), `GET:/api/v1/${n}/${e}`));
    const ids = this.#ids;
    this.dictionary = { generation: 1, size: ids.length, id: (handle) => ids[handle] ?? '' };
  }

  service(n: number): string {
    return this.#ids[n] ?? '';
  }

  /** Two in three lines belong to a trace, five lines in a row to the same one; what is told is that of line n. */
  traceId(n: number): string {
    if (n % 3 === 2) return '';
    return traceOf(n);
  }

  content(n: number): string {
    const dice = new Dice(n);
    if (n % this.#rareEvery === 17)
      return `com.example.db.${rareWord}: transaction ${dice.hex(8)} was chosen as the victim`;
    return this.#template(dice)[3](dice, n);
  }

  #template(dice: Dice): (typeof templates)[number] {
    let at = dice.below(weightSum);
    for (const template of templates) {
      at -= template[0];
      if (at < 0) return template;
    }
    return templates[0] as (typeof templates)[number];
  }

  /** The batch of the next lines, dated `stepMs` after one another. */
  batch(size: number, nowMs: number, stepMs: number): WriteBatch {
    const service = new Uint32Array(size);
    const instance = new Uint32Array(size);
    const endpoint = new Uint32Array(size);
    const time = new Float64Array(size);
    const spanId = new Float64Array(size);
    const contentType = new Float64Array(size);
    const segmentIds = new Uint32Array(size);
    const texts = [...levels, ''];
    const tags = new Uint32Array(size);
    const traces: string[] = [];
    const contents: string[] = [];
    const allTags: Uint8Array[] = [];
    let segment = '';
    for (let i = 0; i < size; i++) {
      const n = this.#count++;
      const dice = new Dice(n);
      const [, level, type] = this.#template(dice);
      const pick = new Dice(Math.floor(n / 5) ^ 0x2545f491);
      const s = Math.floor((pick.below(10_000) / 10_000) ** 3 * this.services);
      service[i] = s;
      instance[i] = this.services + 2 * s + pick.below(2);
      endpoint[i] = 3 * this.services + 10 * s + pick.below(10);
      time[i] = Math.floor(nowMs + i * stepMs - dice.below(400));
      spanId[i] = dice.below(5);
      contentType[i] = type;
      tags[i] = level;
      const trace = this.traceId(n);
      const text = trace === '' ? '' : `${traceOf(n ^ 0x10000000)}.${n % 50}.0`;
      if (text !== segment) texts.push((segment = text));
      segmentIds[i] = texts.length - 1;
      traces.push(trace);
      contents.push(this.content(n));
      allTags.push(tagBytes(levels[level] ?? '', s, n));
    }
    const content = bytesOf(contents.map((text) => Buffer.from(text)));
    this.contentBytes += content.bytes.length;
    return {
      entities: this.dictionary,
      metrics: [],
      metadata: [],
      records: [
        {
          schema: logRecord,
          count: size,
          texts,
          columns: [
            { type: 'time', values: time },
            { type: 'id', ...bytesOf(traces.map((text) => Buffer.from(text))) },
            { type: 'entity', values: service },
            { type: 'entity', values: instance },
            { type: 'entity', values: endpoint },
            { type: 'text', values: segmentIds },
            { type: 'int', values: spanId },
            { type: 'int', values: contentType },
            {
              type: 'terms',
              offsets: Uint32Array.from({ length: size + 1 }, (_, i) => i),
              values: tags,
            },
            { type: 'content', ...content },
            { type: 'bytes', ...bytesOf(allTags) },
          ],
        },
      ],
    };
  }
}

function hashOf(a: number, b: number): string {
  return new Dice(a * 31 + b).hex(32);
}

function traceOf(n: number): string {
  const group = Math.floor(n / 5);
  return `${new Dice(group).hex(32)}.${group % 100}.${17_952_624_000_000_000 + group}`;
}

/** A LogTags message with level, logger and thread. */
function tagBytes(level: string, service: number, n: number): Uint8Array {
  const pairs = [
    ['level', level.slice(6)],
    ['logger', `com.example.shop.service${service}.Handler`],
    ['thread', `http-nio-8080-exec-${n % 50}`],
  ] as const;
  const parts: Buffer[] = [];
  for (const [key, value] of pairs) {
    const k = Buffer.from(key);
    const v = Buffer.from(value);
    parts.push(Buffer.of(10, 4 + k.length + v.length, 10, k.length), k, Buffer.of(18, v.length), v);
  }
  return Buffer.concat(parts);
}

function bytesOf(parts: readonly Uint8Array[]): BytesColumn {
  const offsets = new Uint32Array(parts.length + 1);
  for (const [i, part] of parts.entries()) offsets[i + 1] = (offsets[i] ?? 0) + part.length;
  return { bytes: Buffer.concat(parts), offsets };
}
