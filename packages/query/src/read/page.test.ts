import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryLimits } from '../limits.ts';
import { parsePage } from './page.ts';

test('counts pages from one, and takes what is missing for the first', () => {
  assert.deepEqual(parsePage({ pageNum: 3, pageSize: 20 }), { offset: 40, limit: 20 });
  assert.deepEqual(parsePage({ pageSize: 20 }), { offset: 0, limit: 20 });
  assert.deepEqual(parsePage({ pageNum: 0, pageSize: 20 }), { offset: 0, limit: 20 });
  assert.deepEqual(parsePage({ pageNum: null, pageSize: -1 }), { offset: 0, limit: 0 });
});

test('cuts sizes to the limit, and has nothing on pages beyond it', () => {
  const { pageSizeMax, pageOffsetMax } = queryLimits;
  assert.deepEqual(parsePage({ pageNum: 2, pageSize: pageSizeMax + 1 }), {
    offset: pageSizeMax,
    limit: pageSizeMax,
  });
  const last = pageOffsetMax / 1_000 + 1;
  assert.deepEqual(parsePage({ pageNum: last, pageSize: 1_000 }), {
    offset: pageOffsetMax,
    limit: 1_000,
  });
  assert.deepEqual(parsePage({ pageNum: last + 1, pageSize: 1_000 }), {
    offset: pageOffsetMax,
    limit: 0,
  });
});
