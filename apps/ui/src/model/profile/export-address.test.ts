import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportUrl, exportWords } from './export-address.ts';
import type { ExportedSide } from './export-address.ts';
import type { ProfileFacts } from './profile-facts.ts';
import { everything } from './selection.ts';

const facts: ProfileFacts = {
  source: 'jfr',
  events: [
    {
      event: 'jdk.ExecutionSample',
      count: 9,
      types: [{ name: 'samples', unit: 'count' }],
      mainType: 0,
      hasTimes: true,
      threads: [],
      states: [],
    },
  ],
  samples: 9,
  stacks: 3,
  startMs: 1_763_820_000_000,
  endMs: 1_763_820_060_000,
  isWallClock: true,
  truncated: { samples: 0, stacks: 0, names: 0 },
};
const upload: ExportedSide = {
  reference: { kind: 'upload', uploadId: 'u1' },
  facts,
  selection: everything,
  ranges: undefined,
};
const event = 'format=svg&event=jdk.ExecutionSample&type=samples';

function urlOf(side: Partial<ExportedSide>): string {
  return exportUrl({ side: { ...upload, ...side }, before: undefined, isRaw: false }, 'svg');
}

test('asks for just the threads, states and window on the screen', () => {
  const selection = {
    ...everything,
    threads: ['main', ''],
    states: ['STATE_RUNNABLE'],
    range: { fromMs: 1000.5, toMs: 2000 },
  };
  assert.equal(
    urlOf({ selection }),
    `/api/profiling/export/upload/u1?${event}&thread=main&thread=&state=STATE_RUNNABLE&from=1763820001000.5&to=1763820002000`,
  );
  assert.deepEqual(exportWords({ ...upload, selection }, '14:00:01 + 1 s'), [
    'CPU',
    '2 threads',
    'state STATE_RUNNABLE',
    '14:00:01 + 1 s',
  ]);
});

test('leaves a window open that reaches the last sample', () => {
  const selection = { ...everything, range: { fromMs: 59_000, toMs: 60_000 } };
  assert.equal(urlOf({ selection }), `/api/profiling/export/upload/u1?${event}&from=1763820059000`);
});

test('asks for the times of a span in place of the window', () => {
  assert.equal(
    urlOf({
      reference: { kind: 'trace', taskId: '1_x.1', segments: ['s 1'] },
      selection: { ...everything, range: { fromMs: 0, toMs: 1 } },
      ranges: [
        [1000, 2000],
        [3000, 3001],
      ],
    }),
    `/api/profiling/export/trace/1_x.1?${event}&from=1000&to=2000&from=3000&to=3001&segment=s+1`,
  );
});

test('asks for both sides of a comparison', () => {
  const before: ExportedSide = {
    ...upload,
    reference: { kind: 'task', taskId: '1_a/b=.1', instanceId: 'a/b=.1_c+' },
    selection: { ...everything, threads: ['main'] },
  };
  const url = exportUrl({ side: upload, before, isRaw: true }, 'svg');
  assert.equal(
    url,
    `/api/profiling/export/upload/u1?${event}&against=task%2F1_a%252Fb%253D.1%2Fa%252Fb%253D.1_c%252B` +
      '&againstEvent=jdk.ExecutionSample&againstType=samples&againstThread=main&raw=1',
  );
});
