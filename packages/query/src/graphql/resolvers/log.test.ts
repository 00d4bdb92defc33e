import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointOver, read, seededStore } from '../../testing/ask.ts';
import { Seed } from '../../testing/seed.ts';

const endpoint = endpointOver(await seededStore(new Seed()));

test('says that texts of logs are not searched', async () => {
  assert.equal(await read(endpoint, '{r:supportQueryLogsByKeywords}'), false);
});
