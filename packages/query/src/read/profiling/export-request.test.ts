import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import { parseExportRequest } from './export-request.ts';

function parsed(query: string): unknown {
  const { format, side, against, isRaw } = parseExportRequest(new URLSearchParams(query));
  const shown = ({ choice, selection }: typeof side): unknown => [choice.toString(), selection];
  return {
    format,
    side: shown(side),
    ...(against && { reference: against.reference, against: shown(against) }),
    ...(isRaw && { isRaw }),
  };
}

test('without parameters an export is of everything', () => {
  assert.deepEqual(parsed('format=svg&event=&type=&from=&to=&against=&raw=0'), {
    format: 'svg',
    side: ['', {}],
  });
});

test('reads what of a profile is exported', () => {
  assert.deepEqual(
    parsed('format=pprof&event=cpu&type=samples&thread=a%26b&thread=&state=RUNNABLE&from=1.5&to=9'),
    {
      format: 'pprof',
      side: [
        'from=1&to=9',
        {
          events: ['cpu'],
          type: 'samples',
          threads: ['a&b', ''],
          states: ['RUNNABLE'],
          ranges: [[1.5, 9]],
        },
      ],
    },
  );
});

test('a window may be open, and there may be several', () => {
  assert.deepEqual(parsed('format=svg&from=5'), {
    format: 'svg',
    side: ['from=5', { ranges: [[5, Infinity]] }],
  });
  assert.deepEqual(parsed('format=svg&to=5'), {
    format: 'svg',
    side: ['to=5', { ranges: [[-Infinity, 5]] }],
  });
  assert.deepEqual(parsed('format=svg&segment=s1&from=7&to=8.25&segment=s2&from=1&to=2'), {
    format: 'svg',
    side: [
      'segment=s1&segment=s2&from=1&to=9',
      {
        ranges: [
          [7, 8.25],
          [1, 2],
        ],
      },
    ],
  });
});

test('reads what it is compared with', () => {
  assert.deepEqual(
    parsed(
      'format=collapsed&raw=1&thread=main&from=1&against=trace%2F1_a.1&againstSegment=s&againstEvent=dump' +
        '&againstType=samples&againstThread=old&againstState=WAITING&againstFrom=3&againstTo=4',
    ),
    {
      format: 'collapsed',
      isRaw: true,
      side: ['from=1', { threads: ['main'], ranges: [[1, Infinity]] }],
      reference: 'trace/1_a.1',
      against: [
        'segment=s&from=3&to=4',
        {
          events: ['dump'],
          type: 'samples',
          threads: ['old'],
          states: ['WAITING'],
          ranges: [[3, 4]],
        },
      ],
    },
  );
});

test('refuses what makes no sense, by the name of the parameter', () => {
  const cases: Readonly<Record<string, RegExp>> = {
    '': /^format is one of pprof, collapsed, speedscope, svg$/,
    'format=jfr': /^format/,
    'format=svg&from=x': /^from is a number/,
    'format=svg&to=-1': /^to is a number/,
    'format=svg&to=1e3': /^to is a number/,
    'format=svg&from=2&to=2': /^from is before to$/,
    'format=svg&from=1&from=2&to=3': /^there are as many from as to$/,
    'format=svg&against=upload%2Fx&againstFrom=9&againstTo=1': /^againstFrom is before againstTo$/,
  };
  for (const [query, why] of Object.entries(cases)) {
    assert.throws(
      () => parseExportRequest(new URLSearchParams(query)),
      (error: unknown) =>
        error instanceof CodedError &&
        error.code === 'QUERY_PROFILE_ARGUMENT' &&
        why.test(error.message),
      query,
    );
  }
});
