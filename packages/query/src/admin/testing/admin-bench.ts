/** The admin port's answers over a small store in memory: two services, one trace, and the parts filled with samples. */
import { Telemetry, must, silentLogger } from '@stormpetrel/base';
import { metricTables } from '@stormpetrel/language/oal/rules';
import {
  type MetricTable,
  endpointRelationId,
  memberId,
  relationId,
  segmentRecord,
  serviceId,
  topologyTables,
} from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import { FakeClock, SegmentBuilder, encodeSegment } from '@stormpetrel/testkit';
import { createQueryServices } from '../../graphql/create-endpoint.ts';
import { baseMs, coreCatalog, minutes, seededStore, settings } from '../../testing/ask.ts';
import { writeLogs } from '../../testing/log-seed.ts';
import { Seed } from '../../testing/seed.ts';
import type { AdminReply } from '../admin-request.ts';
import { type Admin, type AdminParts, createAdmin } from '../admin.ts';

const table = (name: string): MetricTable => must(metricTables.get(name), `table ${name}`);
const general = { name: 'GENERAL', id: 2 };
const mesh = { name: 'MESH', id: 1 };
const web = serviceId('web', true);
const cart = serviceId('cart', true);
const sample = new SegmentBuilder('web', 'w-1', baseMs).ids('t1', 's1').entry('/').build();

function seeds(): Seed {
  return new Seed()
    .service('web', general, baseMs)
    .service('web', mesh, baseMs)
    .service('cart', general, baseMs)
    .row(table('Service'), web, baseMs, { count: 2 })
    .row(table('Service'), cart, baseMs + 60_000, { count: 2 })
    .row(table('ServiceInstance'), memberId(web, 'w-1'), baseMs, { count: 2 })
    .row(table('Endpoint'), memberId(web, '/a'), baseMs, { count: 2 })
    .row(table('ServiceRelation'), relationId(web, cart), baseMs, {
      'count{detectPoint=SERVER}': 2,
    })
    .row(table('EndpointRelation'), endpointRelationId(web, '/a', cart, '/c'), baseMs, {
      'count{detectPoint=SERVER}': 2,
    })
    .relation(topologyTables.serviceServer, relationId(web, cart), baseMs, 1)
    .record(segmentRecord, {
      startTime: baseMs,
      traceId: 't1',
      segmentId: 's1',
      service: web,
      instance: memberId(web, 'w-1'),
      endpoint: memberId(web, '/'),
      latency: 5,
      isError: false,
      tags: ['http.method=GET'],
      body: encodeSegment(sample),
    });
}

export const fullParts: AdminParts = {
  status: {
    retention: settings.retention,
    nodes: () => [{ host: '127.0.0.1', port: 11_800, self: true }],
    configuration: () => [
      { name: 'core.default.restPort', value: '12800' },
      { name: 'storage.x.Password', value: 'hush' },
      { name: 'storage.x.url', value: 'https://me:hush@host/a' },
      { name: 'core.default.special', value: 'hush', secret: true },
      { name: 'a.password.path', value: 'plain' },
    ],
    maskWords: ['password', 'accessKey'],
    dynamic: () => ({ provider: 'none' }),
    alarms: {
      rules: () => ({ ruleList: [{ id: 'r' }] }),
      rule: (id) => Promise.resolve(id === 'a/b' ? { ruleId: id } : undefined),
      entity: (id, name) => Promise.resolve({ ruleId: id, entityName: name }),
    },
  },
  inspect: true,
  oal: {
    files: ['oal/core.oal', 'oal/gone.oal'],
    readFile: (name) => Promise.resolve(name === 'oal/core.oal' ? 'a = b;' : undefined),
    metricsBySource: () => new Map([['Service', ['service_cpm']]]),
  },
  templates: {
    list: (all) => Promise.resolve(all ? [{ id: 'x', configuration: '{}', disabled: true }] : []),
    find: (id) =>
      Promise.resolve(id === 'x' ? { id, configuration: '{}', disabled: false } : undefined),
    add: ({ id }) => Promise.resolve({ id, status: true }),
    change: ({ id }) => Promise.resolve({ id, status: false, message: 'not there' }),
    disable: (id) =>
      id === 'x' ? Promise.resolve({ id, status: true }) : Promise.reject(new Error('disk')),
  },
};

export interface Question {
  readonly method?: string;
  readonly accept?: string;
  readonly body?: string;
  /** Instead of the one with all parts. */
  readonly admin?: Admin;
}

export interface AdminBench {
  readonly admin: Admin;
  /** Another one over the same store, or the one given. */
  readonly open: (parts: AdminParts, reader?: StoreReader) => Admin;
  /** `target` is a path with its query. */
  readonly ask: (target: string, question?: Question) => Promise<AdminReply | undefined>;
  /** The status, and the JSON, YAML or text. */
  readonly read: (target: string, question?: Question) => Promise<readonly [number, unknown]>;
}

export async function openAdminBench(): Promise<AdminBench> {
  const store = await seededStore(seeds());
  const line = { service: 'web', instance: 'w-1', endpoint: '/', traceId: 't1', segmentId: 's1' };
  await writeLogs(store.rows, [
    { ...line, timeMs: baseMs, content: 'cart is full', tags: { level: 'WARN' } },
    { ...line, timeMs: baseMs, content: 'cart is empty', spanId: 1 },
  ]);
  const open = (parts: AdminParts, reader: StoreReader = store): Admin => {
    const services = createQueryServices({
      reader,
      rows: store.rows,
      clock: new FakeClock(baseMs + 3_600_000),
      catalog: coreCatalog,
      settings,
      version: '1',
      logger: silentLogger,
      telemetry: new Telemetry(),
    });
    return createAdmin(services, parts, silentLogger);
  };
  const admin = open(fullParts);
  const ask = async (target: string, question: Question = {}): Promise<AdminReply | undefined> => {
    const [path = '', query = ''] = target.split('?');
    return (question.admin ?? admin).answer({
      method: question.method ?? 'GET',
      path,
      query: new URLSearchParams(query),
      accept: question.accept ?? '',
      body: question.body ?? '',
    });
  };
  const read = async (target: string, question?: Question): Promise<readonly [number, unknown]> => {
    const { status, body } = must(await ask(target, question), 'an answer');
    const value =
      body.kind === 'text' ? body.text : (JSON.parse(JSON.stringify(body.value)) as unknown);
    return [status, value];
  };
  return { admin, open, ask, read };
}

/** Five minutes that there are values in. */
export const { start, end } = minutes(0, 5) as { start: string; end: string };
/** As `/inspect` is asked for them. */
export const window = `start=${start}&end=${end}&step=MINUTE`;
/** As `/debugging/query` is asked for them. */
export const duration = `startTime=${start}&endTime=${end}&step=MINUTE`;
