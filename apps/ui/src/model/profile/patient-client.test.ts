import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPatientClient } from './patient-client.ts';
import type { ProfileClient } from './profile-protocol.ts';
import type { FoundSymbols, PictureRequest, ProfilePicture } from './profile-picture.ts';
import { everything } from './selection.ts';

const stuckPattern = '/(a+)+$/';
const patienceMs = 5;
const found: FoundSymbols = { flags: new Uint8Array(1), count: 1, share: 1, problem: undefined };
const drawn: ProfilePicture = {
  mode: 'calls',
  group: 'function',
  isRaw: false,
  trees: [],
  symbols: {
    group: 'function',
    from: 0,
    names: [],
    texts: [''],
    modules: new Uint32Array(0),
    files: new Uint32Array(0),
    lines: new Uint32Array(0),
    kinds: new Uint8Array(0),
  },
  unit: 'count',
  whole: 1,
  wholeBefore: 0,
  samples: 1,
  samplesBefore: 0,
  focus: -1,
  hideProblem: undefined,
};
const request: PictureRequest = {
  side: { key: 'a', selection: everything },
  before: undefined,
  mode: 'calls',
  focus: undefined,
  order: 'weight',
  recursion: 'none',
  hide: stuckPattern,
  group: 'function',
  isRaw: false,
  knownSymbols: { group: '', count: 0 },
};

/** A worker that never answers the one pattern, and fails what waits when it is closed. */
function openStuck(events: string[]): () => ProfileClient {
  return () => {
    const aborted = Promise.withResolvers<never>();
    aborted.promise.catch(() => undefined);
    events.push('open');
    const unless = <T>(isStuck: boolean, value: T): Promise<T> =>
      isStuck ? aborted.promise : Promise.resolve(value);
    return {
      open: () => aborted.promise,
      rows: async () => undefined,
      strip: async () => undefined,
      picture: ({ hide }) => unless(hide === stuckPattern, drawn),
      find: (pattern) => unless(pattern === stuckPattern, found),
      close() {
        events.push('close');
        aborted.reject(new Error('closed'));
      },
    };
  };
}

test('gives up a worker that a pattern keeps, and refuses the pattern from then on', async () => {
  const events: string[] = [];
  const client = openPatientClient(openStuck(events), () => events.push('restart'), patienceMs);
  await assert.rejects(client.find(stuckPattern), /closed/);
  assert.deepEqual(events, ['open', 'open', 'close', 'restart']);
  assert.match((await client.find(stuckPattern)).problem ?? '', /takes too long/);
  assert.deepEqual(await client.find('/a/'), found);
  // Nothing is hidden by it then, and the picture says why.
  const picture = await client.picture(request);
  assert.match(picture.hideProblem ?? '', /takes too long/);
  assert.deepEqual({ ...picture, hideProblem: undefined }, drawn);
  client.close();
});

test('gives up a worker once for two questions with the same pattern', async () => {
  const events: string[] = [];
  const client = openPatientClient(openStuck(events), () => events.push('restart'), patienceMs);
  await Promise.allSettled([client.picture(request), client.find(stuckPattern)]);
  await new Promise((resolve) => setTimeout(resolve, 4 * patienceMs));
  assert.deepEqual(events, ['open', 'open', 'close', 'restart']);
  client.close();
});

test('starts over when it is told to', async () => {
  const events: string[] = [];
  const client = openPatientClient(openStuck(events), () => events.push('restart'), patienceMs);
  const waiting = client.open('a');
  client.restart();
  await assert.rejects(waiting, /closed/);
  assert.deepEqual(events, ['open', 'open', 'close', 'restart']);
  assert.deepEqual(await client.find('x'), found);
  client.close();
});
