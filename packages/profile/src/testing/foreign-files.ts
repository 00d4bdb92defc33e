/** Parts of files of other profilers. */

export const speedscope = {
  $schema: 'https://www.speedscope.app/file-format-schema.json',
  shared: { frames: [{ name: 'main', file: 'm.js', line: 3 }, { name: 'work' }, { name: 'read' }] },
};

export const firefoxThread = {
  name: 'GeckoMain',
  processName: 'Web',
  tid: 7,
  samples: {
    stack: [1, null, 2],
    time: [0, 1, 2.5],
    weight: [1, 1, 4],
    weightType: 'samples',
    length: 3,
  },
  nativeAllocations: { stack: [0, 0], time: [1, 2], weight: [64, -64], length: 2 },
  stackTable: { frame: [0, 1, 2], prefix: [null, 0, 0], length: 3 },
  frameTable: {
    func: [0, 1, 2],
    line: [null, 12, null],
    address: [-1, -1, 4660],
    implementation: [null, 5, null],
    inlineDepth: [0, 0, 0],
    length: 3,
  },
  funcTable: {
    name: [0, 1, 2],
    fileName: [null, 3, null],
    resource: [-1, -1, 0],
    isJS: [false, true, false],
    lineNumber: [null, 10, null],
    length: 3,
  },
  resourceTable: { name: [4], lib: [0], length: 1 },
  stringArray: ['(root)', 'work', 'memcpy', 'https://example.org/a.js', 'libc.so', 'ion'],
};
export const firefox = { meta: { startTime: 1_700_000_000_000, version: 30 } };
