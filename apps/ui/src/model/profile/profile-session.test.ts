import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProfileBuilder, encodeProfile, none } from '@stormpetrel/profile';
import type { StackProfile } from '@stormpetrel/profile';
import { profileViewLimits } from './limits.ts';
import { openProfileClient, serveProfiles } from './profile-protocol.ts';
import type { ProfileReply, ProfileRequest } from './profile-protocol.ts';
import { ProfileSession } from './profile-session.ts';
import type { PictureRequest, ProfilePicture } from './profile-picture.ts';
import { everything } from './selection.ts';
import { sortSymbols } from './symbol-order.ts';

interface Sample {
  readonly stack: string;
  readonly timeMs?: number;
  readonly thread?: string;
  readonly event?: string;
}

function profileOf(samples: readonly Sample[]): StackProfile {
  const builder = new ProfileBuilder('jfr');
  for (const { stack: path, timeMs = 0, thread, event = 'cpu' } of samples) {
    let stack: number = none;
    for (const name of path.split(';'))
      stack = builder.stack(stack, builder.frame(builder.string(name)));
    const table = builder.event(event, [{ name: 'samples', unit: 'count' }]);
    table.add(stack, timeMs, thread === undefined ? none : builder.string(thread));
    table.setValue(0, 1);
  }
  return builder.finish();
}

const recording = encodeProfile(
  profileOf([
    { stack: 'main;work;parse', timeMs: 1000, thread: 'one' },
    { stack: 'main;work;parse;parse', timeMs: 1500, thread: 'one' },
    { stack: 'main;work;render', timeMs: 2000, thread: 'two' },
    { stack: 'main;idle', timeMs: 3000, thread: 'two' },
    { stack: 'main;alloc', timeMs: 3000, event: 'alloc' },
  ]),
);

const request: PictureRequest = {
  side: { key: 'a', selection: everything },
  before: undefined,
  mode: 'calls',
  focus: undefined,
  order: 'weight',
  recursion: 'none',
  hide: '',
  group: 'function',
  isRaw: false,
  knownSymbols: { group: '', count: 0 },
};

function opened(): ProfileSession {
  const session = new ProfileSession();
  session.open('a', recording);
  return session;
}

/** The rows of a tree of a picture, as paths with their weights. */
function pathsOf(picture: ProfilePicture, index = 0): Readonly<Record<string, number>> {
  const tree = picture.trees[index];
  const paths: Record<string, number> = {};
  if (tree === undefined) return paths;
  const written: string[] = [''];
  for (let row = 1; row < tree.count; row++) {
    const above = written[tree.parent[row] as number] ?? '';
    const name = picture.symbols.names[tree.symbol[row] as number] ?? '';
    written[row] = above === '' ? name : `${above};${name}`;
    paths[written[row] as string] = tree.width[row] as number;
  }
  return paths;
}

test('tells what is in a profile: events, threads, and the time it covers', () => {
  const facts = new ProfileSession().open('a', recording);
  assert.deepEqual(
    facts.events.map(({ event, count, hasTimes }) => [event, count, hasTimes]),
    [
      ['cpu', 4, true],
      ['alloc', 1, true],
    ],
  );
  assert.deepEqual(
    facts.events.map(({ threads }) => threads),
    [
      [
        { name: 'one', count: 2 },
        { name: 'two', count: 2 },
      ],
      [],
    ],
  );
  assert.deepEqual([facts.startMs, facts.endMs, facts.isWallClock], [1000, 3000, false]);
});

test('draws the event with the most samples, from the root and from the end', () => {
  const session = opened();
  assert.deepEqual(pathsOf(session.picture(request)), {
    main: 4,
    'main;work': 3,
    'main;idle': 1,
    'main;work;parse': 2,
    'main;work;render': 1,
    'main;work;parse;parse': 1,
  });
  const inverted = pathsOf(session.picture({ ...request, mode: 'callers' }));
  assert.equal(inverted['parse'], 2);
  assert.equal(inverted['parse;work;main'], 1);
});

test('counts only the threads and the time that are selected', () => {
  const session = opened();
  const of = (selection: Partial<typeof everything>): Readonly<Record<string, number>> =>
    pathsOf(
      session.picture({
        ...request,
        side: { key: 'a', selection: { ...everything, ...selection } },
      }),
    );
  assert.equal(of({ threads: ['two'] })['main'], 2);
  assert.equal(of({ range: { fromMs: 400, toMs: 1000 } })['main'], 1);
  assert.equal(of({ event: 'alloc' })['main;alloc'], 1);
  assert.deepEqual(of({ threads: ['nobody'] }), {});
});

test('collapses recursion, hides functions, and says what is wrong with a pattern', () => {
  const session = opened();
  const collapsed = pathsOf(session.picture({ ...request, recursion: 'all' }));
  assert.equal(collapsed['main;work;parse;parse'], undefined);
  assert.equal(collapsed['main;work;parse'], 2);
  const hidden = pathsOf(session.picture({ ...request, hide: '/^work$/' }));
  assert.equal(hidden['main;parse'], 2);
  const wrong = session.picture({ ...request, hide: '/(/' });
  assert.notEqual(wrong.hideProblem, undefined);
  assert.equal(pathsOf(wrong)['main;work'], 3);
});

test('puts a function between its callers and what it calls', () => {
  const session = opened();
  const picture = session.picture({ ...request, mode: 'sandwich', focus: 'work' });
  assert.deepEqual(pathsOf(picture, 0), { work: 3, 'work;main': 3 });
  assert.equal(pathsOf(picture, 1)['work;parse'], 2);
  assert.deepEqual(session.picture({ ...request, mode: 'sandwich', focus: 'nobody' }).trees, []);
});

test('finds functions and tells the share of the samples that they are in, each counted once', () => {
  const session = opened();
  session.picture(request);
  const found = session.find('parse');
  assert.deepEqual([found.count, found.share], [1, 0.5]);
  assert.deepEqual(session.find(''), {
    flags: new Uint8Array(0),
    count: 0,
    share: 0,
    problem: undefined,
  });
  assert.notEqual(session.find('/(/').problem, undefined);
});

test('compares two profiles in one picture and one table', () => {
  const session = opened();
  session.open('b', encodeProfile(profileOf([{ stack: 'main;idle' }, { stack: 'main;gone' }])));
  const picture = session.picture({ ...request, before: { key: 'b', selection: everything } });
  assert.deepEqual([picture.whole, picture.wholeBefore], [4, 2]);
  const rows = session.rows();
  assert.ok(rows !== undefined);
  const named = Object.fromEntries(
    Array.from(rows.symbol, (symbol, row) => [
      picture.symbols.names[symbol],
      [rows.total[row], rows.totalBefore[row]],
    ]),
  );
  assert.deepEqual(named, {
    main: [4, 2],
    work: [3, 0],
    parse: [2, 0],
    render: [1, 0],
    idle: [1, 1],
    gone: [0, 1],
  });
  const order = sortSymbols(
    rows,
    { column: 'selfDelta', isAscending: false },
    { scales: { after: 1 / 4, before: 1 / 2 } },
  );
  assert.equal(picture.symbols.names[rows.symbol[order[0] as number] as number], 'gone');
});

test('gives only the symbols that the page lacks', () => {
  const session = opened();
  const first = session.picture(request);
  const count = first.symbols.names.length;
  const again = session.picture({ ...request, knownSymbols: { group: 'function', count } });
  assert.deepEqual([again.symbols.from, again.symbols.names], [count, []]);
  const other = session.picture({
    ...request,
    group: 'file',
    knownSymbols: { group: 'function', count },
  });
  assert.equal(other.symbols.from, 0);
});

test('counts samples over time, whatever window is chosen', () => {
  const session = opened();
  const side = { key: 'a', selection: { ...everything, range: { fromMs: 0, toMs: 1 } } };
  assert.deepEqual([...(session.strip(side, 4)?.values ?? [])], [1, 1, 1, 1]);
  assert.equal(session.strip({ key: 'nothing', selection: everything }, 4), undefined);
});

test('forgets the profile that was opened first when there are too many', () => {
  const session = opened();
  for (let i = 0; i < profileViewLimits.profilesMax; i++) session.open(`more ${i}`, recording);
  assert.equal(session.has('a'), false);
  assert.throws(() => session.picture(request), /has not been opened/);
});

test('tells of matches only what is in the picture', () => {
  const session = opened();
  // Looking at everything first must not change what is said of a part.
  session.picture(request);
  const part = { key: 'a', selection: { ...everything, threads: ['two'] } };
  session.picture({ ...request, side: part });
  const { count, share } = session.find('/parse|render/');
  assert.deepEqual([count, share], [1, 0.5]);
});

test('lists functions that weigh the same by name, whatever was looked at before', () => {
  const listed = (session: ProfileSession): readonly (string | undefined)[] => {
    const picture = session.picture({
      ...request,
      side: { key: 'a', selection: { ...everything, event: 'cpu' } },
    });
    const rows = session.rows();
    assert.ok(rows !== undefined);
    const order = sortSymbols(
      rows,
      { column: 'total', isAscending: false },
      { scales: { after: 1, before: 1 } },
    );
    return Array.from(order, (row) => picture.symbols.names[rows.symbol[row] as number]);
  };
  const other = opened();
  other.open('z', encodeProfile(profileOf([{ stack: 'render;parse;work;main;idle' }])));
  other.picture({ ...request, side: { key: 'z', selection: everything } });
  assert.deepEqual(listed(opened()), ['main', 'work', 'parse', 'idle', 'render']);
  assert.deepEqual(listed(other), listed(opened()));
});

test('puts the heaviest function of a name in the middle, of those that are there', () => {
  const session = new ProfileSession();
  const builder = new ProfileBuilder('jfr');
  const table = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
  for (const [module, caller, count] of [
    ['one.so', 'few', 1],
    ['two.so', 'many', 3],
  ] as const) {
    const above = builder.stack(none, builder.frame(builder.string(caller)));
    const frame = builder.frame(builder.string('free'), { module: builder.string(module) });
    table.add(builder.stack(above, frame), 0, none);
    table.setValue(0, count);
  }
  session.open('a', encodeProfile(builder.finish()));
  const picture = session.picture({ ...request, mode: 'sandwich', focus: 'free' });
  assert.deepEqual(pathsOf(picture), { free: 3, 'free;many': 3 });
  assert.deepEqual(session.picture({ ...request, mode: 'sandwich', focus: 'gone' }).trees, []);
});

test('takes the last sample with a window up to the end', () => {
  const selection = { ...everything, range: { fromMs: 900, toMs: 2000 } };
  const picture = opened().picture({ ...request, side: { key: 'a', selection } });
  assert.equal(picture.whole, 2);
});

test('orders by weight what has no times to be ordered by', () => {
  const session = new ProfileSession();
  const builder = new ProfileBuilder('collapsed');
  const table = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
  for (const name of ['a', 'b', 'a']) {
    table.add(builder.stack(none, builder.frame(builder.string(name))));
    table.setValue(0, 1);
  }
  session.open('a', encodeProfile(builder.finish()));
  assert.deepEqual(pathsOf(session.picture({ ...request, order: 'time' })), { a: 2, b: 1 });
});

/** A client and a server on the two ends of a channel of messages. */
function connect(fetchFrom: typeof fetch) {
  const { port1, port2 } = new MessageChannel();
  const serve = serveProfiles({
    fetch: fetchFrom,
    clock: () => 5,
    post: (reply, transfer) => port2.postMessage(reply, transfer),
  });
  port2.addEventListener('message', (event) => {
    if ('data' in event) void serve(event.data as ProfileRequest);
  });
  port1.start();
  port2.start();
  return openProfileClient({
    post: (question) => port1.postMessage(question),
    onReply: (take) =>
      port1.addEventListener('message', (event) => {
        if ('data' in event) take(event.data as ProfileReply);
      }),
    onFailure: () => undefined,
    close: () => port1.close(),
  });
}

test('answers across a thread, and fetches the bytes there', async () => {
  const client = connect(async () => new Response(recording));
  const { facts, bytesAtMs } = await client.open('a');
  assert.deepEqual([facts.samples, bytesAtMs], [5, 5]);
  const [picture, rows, found] = await Promise.all([
    client.picture(request),
    client.rows(),
    client.find('parse'),
  ]);
  assert.equal(pathsOf(picture)['main'], 4);
  assert.equal(rows?.symbol.length, 5);
  assert.equal(found.share, 0.5);
  client.close();
});

test("passes the server's own words on, and says when bytes are no profile", async () => {
  const refusing = connect(
    async () =>
      new Response('{"code":"PROFILE_NOT_FOUND","message":"There is no such profile."}', {
        status: 404,
      }),
  );
  await assert.rejects(refusing.open('x'), /There is no such profile/);
  refusing.close();
  const broken = connect(async () => new Response('nothing of the kind'));
  await assert.rejects(broken.open('x'), /profile/);
  broken.close();
});

test('fails what waits when it is closed', async () => {
  const client = connect(() => new Promise<Response>(() => undefined));
  const waiting = client.open('x');
  client.close();
  await assert.rejects(waiting, /closed/);
});
