import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import fc from 'fast-check';
import { mergeTree } from '../analysis/merge-tree.ts';
import { SymbolTable } from '../analysis/symbols.ts';
import { importLimits, profileLimits } from '../limits.ts';
import { pprofTree } from '../skywalking/profile-trees.ts';
import { FrameKind, type StackProfile, none } from '../stack-profile.ts';
import { arbitrarySamples, profileOf } from '../testing/arbitrary-profile.ts';
import { slowForm } from '../testing/slow-tree.ts';
import { readPprof } from './read-pprof.ts';
import { WireWriter } from './wire-writer.ts';
import { writePprof } from './write-pprof.ts';

interface Written {
  readonly strings?: readonly string[];
  /** Pairs of strings. */
  readonly types?: readonly (readonly [number, number])[];
  readonly write: (profile: WireWriter) => void;
}

const strings = ['', 'samples', 'count', 'cpu', 'nanoseconds', 'main', 'work', '/bin/shop', 'm.go'];

function written({ strings: texts = strings, types = [[1, 2]], write }: Written): Uint8Array {
  const writer = new WireWriter();
  for (const [type, unit] of types) {
    writer.message(1, (message) => {
      message.int(1, type);
      message.int(2, unit);
    });
  }
  write(writer);
  for (const text of texts) writer.text(6, text);
  return writer.finish();
}

function writeFunction(writer: WireWriter, id: number, name: number, file = 0): void {
  writer.message(5, (message) => {
    message.int(1, id);
    message.int(2, name);
    message.int(4, file);
  });
}

function writeLocation(writer: WireWriter, id: number, lines: readonly [number, number][]): void {
  writer.message(4, (message) => {
    message.int(1, id);
    for (const [called, line] of lines) {
      message.message(4, (lineOf) => {
        lineOf.int(1, called);
        lineOf.int(2, line);
      });
    }
  });
}

function writeSample(writer: WireWriter, locations: readonly number[], ...values: number[]): void {
  writer.message(2, (message) => {
    message.ints(1, locations);
    message.ints(2, values);
  });
}

/** Stacks as `outer;inner`, with their values. */
function linesOf(profile: StackProfile): string[] {
  return profile.samples.flatMap((table) =>
    Array.from(table.stack, (stack, row) => {
      const path: string[] = [];
      for (let at = stack; at !== none; at = profile.stacks.parent[at] ?? none) {
        const frame = profile.stacks.frame[at] ?? none;
        const inlined = profile.frames.kind[frame] === FrameKind.inlined ? '~' : '';
        const name = profile.strings[profile.frames.name[frame] ?? none] ?? '';
        path.unshift(`${inlined}${name}:${profile.frames.line[frame]}`);
      }
      return `${path.join(';')} ${table.values.map((column) => column[row]).join(' ')}`;
    }),
  );
}

function malformed(thrown: unknown): boolean {
  return thrown instanceof CodedError && thrown.code === 'PROFILE_MALFORMED';
}

test('reads sparse ids, used before they are defined', () => {
  const bytes = written({
    write: (writer) => {
      writeSample(writer, [2 ** 52 + 1, 77], 3);
      writeLocation(writer, 77, [[2 ** 40, 5]]);
      writeLocation(writer, 2 ** 52 + 1, [[9, 6]]);
      writeFunction(writer, 9, 6, 8);
      writeFunction(writer, 2 ** 40, 5);
    },
  });
  const profile = readPprof(bytes);
  assert.deepEqual(linesOf(profile), ['main:5;work:6 3']);
  assert.equal(profile.strings[profile.frames.file[1] ?? none], 'm.go');
});

test('tells ids apart that differ only in bits beyond 2^53', () => {
  const writer = new WireWriter();
  const sample = new Uint8Array([
    0x0a, 10, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1,
  ]);
  const other = sample.slice();
  other[2] = 0x82;
  writer.sized(2, sample);
  writer.sized(2, other);
  // The field of an id has the number of the packed list, as a varint: 8 and not 10.
  for (const [id, line] of [
    [sample, 1],
    [other, 2],
  ] as const) {
    const location = new Uint8Array([0x08, ...id.subarray(2), 0x22, 4, 0x08, 1, 0x10, line]);
    writer.sized(4, location);
  }
  writeFunction(writer, 1, 1);
  writer.text(6, '');
  writer.text(6, 'f');
  assert.deepEqual(linesOf(readPprof(writer.finish())), ['f:1 ', 'f:2 ']);
});

test('makes a frame of each inlined line', () => {
  const bytes = written({
    write: (writer) => {
      writeFunction(writer, 1, 5);
      writeFunction(writer, 2, 6);
      writeLocation(writer, 1, [
        [2, 7],
        [1, 3],
      ]);
      writeSample(writer, [1], 4);
    },
  });
  assert.deepEqual(linesOf(readPprof(bytes)), ['main:3;~work:7 4']);
});

test('takes the default type, and else the last', () => {
  const types = [
    [1, 2],
    [3, 4],
  ] as const;
  const mainOf = (write: (writer: WireWriter) => void): number | undefined =>
    readPprof(written({ types, write })).samples[0]?.mainType;
  assert.equal(
    mainOf(() => undefined),
    1,
  );
  assert.equal(
    mainOf((writer) => writer.int(14, 1)),
    0,
  );
  assert.equal(
    mainOf((writer) => writer.int(14, 6)),
    1,
  );
});

test('reads negative values, labels, times and the period; passes over what it does not know', () => {
  const bytes = written({
    strings: [...strings, 'bytes', 'kind', 'blue'],
    write: (writer) => {
      writer.int(99, 5);
      writer.text(98, 'x');
      writer.message(11, (message) => {
        message.int(1, 3);
        message.int(2, 4);
      });
      writer.int(12, 10_000_000);
      writer.int(9, 1.7e18);
      writer.int(10, 2e9);
      writer.int(7, 5);
      writeFunction(writer, 1, 5);
      writer.message(3, (message) => {
        message.int(1, 4);
        message.int(2, 4096);
        message.int(5, 7);
      });
      writer.message(4, (message) => {
        message.int(1, 1);
        message.int(2, 4);
        message.int(3, 0x12ab);
      });
      writer.message(2, (message) => {
        message.int(1, 1);
        message.int(2, -3);
        message.message(3, (label) => {
          label.int(1, 10);
          label.int(2, 11);
        });
        message.message(3, (label) => {
          label.int(1, 9);
          label.int(3, 16);
          label.int(4, 9);
        });
      });
    },
  });
  const profile = readPprof(bytes);
  const { strings: texts, samples, startMs, endMs, frames } = profile;
  assert.deepEqual(linesOf(profile), ['0x12ab:0 -3']);
  assert.equal(texts[frames.module[0] ?? none], '/bin/shop');
  assert.deepEqual([startMs, endMs], [1.7e12, 1.7e12 + 2000]);
  assert.deepEqual(
    samples.map(({ event, period, labelKeys, labelValues }) => ({
      event,
      period,
      labels: Array.from(labelKeys, (key, at) => [texts[key], texts[labelValues[at] ?? none]]),
    })),
    [
      {
        event: 'cpu',
        period: { type: { name: 'cpu', unit: 'nanoseconds' }, value: 10_000_000 },
        labels: [
          ['kind', 'blue'],
          ['bytes', '16 bytes'],
        ],
      },
    ],
  );
});

test('reads an empty profile', () => {
  assert.deepEqual(readPprof(new Uint8Array(0)).samples[0]?.count, 0);
});

test('refuses what refers to nothing, is there twice, or is too much', () => {
  const cases: readonly ((writer: WireWriter) => void)[] = [
    (writer) => writeSample(writer, [5], 1),
    (writer) => writeSample(writer, [0, 0], 1),
    (writer) => {
      writeLocation(writer, 1, [[3, 1]]);
      writeSample(writer, [1], 1);
    },
    (writer) => {
      writeLocation(writer, 1, []);
      writeLocation(writer, 1, []);
    },
    (writer) => {
      writeFunction(writer, 1, 5000);
      writeLocation(writer, 1, [[1, 1]]);
      writeSample(writer, [1], 1);
    },
    (writer) => writeSample(writer, [], 1, 2),
    (writer) => writeFunction(writer, 0, 1),
    (writer) => {
      writeSample(writer, []);
      writeSample(writer, [], 1, 2);
    },
  ];
  const types = Array.from({ length: profileLimits.valueTypesMax + 1 }, () => [1, 2] as const);
  assert.throws(() => readPprof(written({ types, write: () => undefined })), malformed);
  for (const write of cases) assert.throws(() => readPprof(written({ write })), malformed);
});

test('cuts a location of very many lines, and says so', () => {
  const bytes = written({
    write: (writer) => {
      writeFunction(writer, 1, 5);
      writeLocation(
        writer,
        1,
        Array.from({ length: importLimits.linesOfLocationMax + 1 }, (_, at) => [1, at + 1]),
      );
      writeSample(writer, [1], 1);
    },
  });
  const { stacks, truncated } = readPprof(bytes);
  assert.deepEqual(
    [stacks.count, truncated],
    [importLimits.linesOfLocationMax, { samples: 0, stacks: 1, names: 0 }],
  );
});

test('leaves samples out when it has walked more than any honest file needs', () => {
  const bytes = written({
    write: (writer) => {
      writeLocation(writer, 1, []);
      for (let sample = 0; sample < 5; sample++) writeSample(writer, [1, 1], 1);
    },
  });
  const { samples, truncated } = readPprof(bytes, { ...importLimits, stepsMax: 6 });
  assert.deepEqual([samples[0]?.count, truncated.samples], [3, 2]);
});

test('writes what it reads back as the same trees', () => {
  fc.assert(
    fc.property(arbitrarySamples, (samples) => {
      const profile = profileOf(samples);
      for (const event of ['cpu', 'wall']) {
        const selection = { events: [event] };
        const back = readPprof(writePprof(profile, { events: [event] }));
        for (const type of ['samples', 'cpu']) {
          const tree = (part: StackProfile, chosen: object): unknown => {
            const parts = [{ profile: part, selection: { ...chosen, type } }];
            // Samples of one stack are one in the file.
            return withoutCounts(mergeTree(parts, { symbols: new SymbolTable('line') }));
          };
          assert.deepEqual(tree(back, {}), tree(profile, selection));
        }
      }
    }),
  );
});

test('keeps inlining, period, times and main type in what it writes', () => {
  const profile = profileOf([
    {
      stack: [
        [0, 1, 0],
        [1, 2, 3],
        [2, 2, 3],
      ],
      timeMs: 5,
      thread: 1,
      state: 0,
      values: [1, 10],
      labels: [],
    },
  ]);
  const back = readPprof(writePprof(profile, { events: ['cpu'] }));
  assert.deepEqual(pprofTree([back]), pprofTree([profile]));
  const [table] = back.samples;
  assert.deepEqual(
    [table?.event, table?.mainType, table?.period, back.startMs, back.endMs],
    ['cpu', 1, profile.samples[0]?.period, profile.startMs, profile.endMs],
  );
  assert.deepEqual(linesOf(back), ['main:1;~work:2;~read:2 1 10']);
});

test('never breaks on random, cut or damaged bytes', () => {
  const whole = writePprof(
    profileOf([
      {
        stack: [
          [0, 1, 0],
          [1, 2, 3],
        ],
        timeMs: 5,
        thread: 1,
        state: 0,
        values: [1, 10],
        labels: [[0, 1]],
      },
    ]),
  );
  const check = (bytes: Uint8Array): void => {
    try {
      const { stacks, samples } = readPprof(bytes);
      assert.ok(samples.every((table) => table.stack.every((stack) => stack < stacks.count)));
    } catch (error) {
      assert.ok(malformed(error), String(error));
    }
  };
  for (let size = 0; size < whole.length; size++) check(whole.subarray(0, size));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check), { numRuns: 2000 });
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 5 });
  fc.assert(
    fc.property(damage, (changes) => {
      const bytes = whole.slice();
      for (const [at, value] of changes) bytes[at] = value;
      check(bytes);
    }),
    { numRuns: 2000 },
  );
});

function withoutCounts(tree: ReturnType<typeof mergeTree>): unknown {
  return slowForm({ ...tree, samples: new Float64Array(tree.count) }, (row) => {
    const { name, line } = tree.symbols.get(tree.symbol[row] ?? none);
    return `${name}:${line}`;
  });
}

test('takes the labels thread and state for thread and state, and keeps numbers of 64 bits whole', () => {
  const texts = [...strings, 'thread', 'pool-1', 'state', 'WAITING', 'span_id', 'other'];
  const text = (name: string): number => texts.indexOf(name);
  const bytes = written({
    strings: texts,
    write: (writer) => {
      writeLocation(writer, 1, []);
      writer.message(2, (message) => {
        message.ints(1, [1]);
        message.ints(2, [1]);
        // A thread that is a number is a label; of two names the second one is.
        message.message(3, (label) => {
          label.int(1, text('thread'));
          label.int(3, 7);
        });
        for (const [key, value] of [
          ['thread', 'pool-1'],
          ['state', 'WAITING'],
          ['thread', 'other'],
        ] as const) {
          message.message(3, (label) => {
            label.int(1, text(key));
            label.int(2, text(value));
          });
        }
        // 2^63 - 1, of which float64 knows the neighbour only.
        message.sized(3, Uint8Array.of(0x08, text('span_id'), 0x18, ...Array(8).fill(255), 0x7f));
      });
    },
  });
  const { strings: ours, samples } = readPprof(bytes);
  const named = (column: Uint32Array | undefined): unknown[] =>
    Array.from(column ?? [], (string) => ours[string]);
  const [table] = samples;
  assert.deepEqual([table?.thread, table?.state, table?.labelKeys, table?.labelValues].map(named), [
    ['pool-1'],
    ['WAITING'],
    ['thread', 'thread', 'span_id'],
    ['7', 'other', '9223372036854775807'],
  ]);
});

test('refuses tables beyond the limits, and cuts samples that are', () => {
  const bytes = written({
    write: (writer) => {
      for (const id of [1, 2]) {
        writeFunction(writer, id, 5);
        writeLocation(writer, id, [[id, id]]);
        writer.message(3, (message) => message.int(1, id));
      }
      writer.message(2, (message) => {
        message.ints(1, [1, 2]);
        message.ints(2, [1]);
        for (const key of [5, 6]) message.message(3, (label) => label.int(1, key));
      });
    },
  });
  const tables = ['locationsMax', 'linesMax', 'functionsMax', 'mappingsMax', 'stringsMax'] as const;
  for (const limit of tables) {
    assert.throws(
      () => readPprof(bytes, { ...importLimits, [limit]: 1 }),
      (thrown) => thrown instanceof CodedError && thrown.code === 'PROFILE_TOO_LARGE',
      limit,
    );
  }
  const cut = readPprof(bytes, { ...importLimits, locationsOfSampleMax: 1, labelsOfSampleMax: 1 });
  assert.deepEqual(linesOf(cut), ['main:1 1']);
  assert.deepEqual(cut.truncated, { samples: 0, stacks: 1, names: 1 });
});

test('holds no sample while it reads: a file that repeats itself takes little memory', () => {
  const sample = new WireWriter();
  writeSample(sample, Array<number>(64).fill(1), 1);
  const one = sample.finish();
  const head = written({ write: (writer) => writeLocation(writer, 1, []) });
  const bytes = new Uint8Array(head.length + one.length * 200_000);
  bytes.set(head);
  for (let at = head.length; at < bytes.length; at += one.length) bytes.set(one, at);
  const before = process.memoryUsage().arrayBuffers;
  const { samples } = readPprof(bytes);
  const grownBytes = process.memoryUsage().arrayBuffers - before;
  assert.equal(samples[0]?.count, 200_000);
  // Locations alone would be 51 MB.
  assert.ok(grownBytes < 16e6, `${grownBytes}`);
});

test('writes numbers beyond 64 bits as the nearest that there are', () => {
  const writer = new WireWriter();
  for (const value of [Infinity, -Infinity, Number.NaN, 2 ** 70]) writer.int(1, value);
  writer.ints(2, [Infinity, Number.NaN, -1e300]);
  assert.equal(writer.finish().length, 11 * 3 + 2 + 9 + 1 + 10 - 2);
});
