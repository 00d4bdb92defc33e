import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '../../../base/signal.ts';
import type { ProfileClient } from '../../../model/profile/profile-protocol.ts';
import type { PictureRequest, ProfilePicture } from '../../../model/profile/profile-picture.ts';
import { everything } from '../../../model/profile/selection.ts';
import { followPicture } from './profile-answers.ts';
import type { PictureQuestion } from './profile-answers.ts';
import { SymbolStore } from './symbol-store.ts';

function questionOf(hide: string): PictureQuestion {
  return {
    side: { key: 'a', selection: everything },
    before: undefined,
    mode: 'calls',
    focus: undefined,
    order: 'weight',
    recursion: 'none',
    hide,
    group: 'function',
    isRaw: false,
  };
}

function pictureOf({ hide, group, mode, isRaw }: PictureRequest): ProfilePicture {
  return {
    mode,
    group,
    isRaw,
    trees: [],
    symbols: {
      group,
      from: 0,
      names: [hide],
      texts: [''],
      modules: new Uint32Array(1),
      files: new Uint32Array(1),
      lines: new Uint32Array(1),
      kinds: new Uint8Array(1),
    },
    unit: hide,
    whole: 1,
    wholeBefore: 0,
    samples: 1,
    samplesBefore: 0,
    focus: -1,
    hideProblem: undefined,
  };
}

/** A worker that answers when it is told to. */
function openSlow() {
  const asked: string[] = [];
  let answer: (error?: Error) => void = () => undefined;
  const client: ProfileClient = {
    open: () => Promise.reject(new Error('not asked')),
    rows: async () => undefined,
    strip: async () => undefined,
    find: () => Promise.reject(new Error('not asked')),
    close: () => undefined,
    picture(request) {
      asked.push(request.hide);
      return new Promise((resolve, reject) => {
        answer = (error) => (error === undefined ? resolve(pictureOf(request)) : reject(error));
      });
    },
  };
  const settle = async (error?: Error): Promise<void> => {
    answer(error);
    await new Promise(setImmediate);
  };
  return { client, asked, settle };
}

test('asks only for the newest of the pictures that were wanted while the worker was busy', async () => {
  const { client, asked, settle } = openSlow();
  const hide = signal('a');
  const followed = followPicture(client, () => questionOf(hide.value), new SymbolStore());
  for (const next of ['b', 'c', 'd']) hide.value = next;
  assert.deepEqual(asked, ['a']);
  await settle();
  // The first one came too late to be shown.
  assert.deepEqual(
    [asked, followed.picture.value, followed.isBusy.value],
    [['a', 'd'], undefined, true],
  );
  await settle();
  assert.deepEqual([followed.picture.value?.unit, followed.isBusy.value], ['d', false]);
  followed.close();
});

test('says why there is no picture, and goes on with the next question', async () => {
  const { client, asked, settle } = openSlow();
  const hide = signal('a');
  const followed = followPicture(client, () => questionOf(hide.value), new SymbolStore());
  await settle(new Error('too large'));
  assert.deepEqual([followed.problem.value, followed.isBusy.value], ['too large', false]);
  hide.value = 'b';
  await settle();
  assert.deepEqual(
    [asked, followed.problem.value, followed.picture.value?.unit],
    [['a', 'b'], undefined, 'b'],
  );
  followed.close();
});

test('waits while there is nothing to ask', async () => {
  const { client, asked, settle } = openSlow();
  const question = signal<PictureQuestion | undefined>(undefined);
  const followed = followPicture(client, () => question.value, new SymbolStore());
  assert.deepEqual([asked, followed.isBusy.value], [[], true]);
  question.value = questionOf('a');
  await settle();
  assert.equal(followed.picture.value?.unit, 'a');
  followed.close();
});
