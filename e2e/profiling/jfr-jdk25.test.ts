/**
 * What only JDK 25 and later write: samples of CPU time, and traces of methods. Read by us and, as text, by that JDK's own program.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type StackProfile, none } from '@stormpetrel/profile';
import { fileSource, readJfr } from '@stormpetrel/profile/jfr';

const home = findJdk(25);
const skip =
  home === undefined && 'no JDK of version 25 or later in JDK25_HOME, JAVA_HOME or /usr/lib/jvm';
const folder = mkdtempSync(join(tmpdir(), 'jdk25-'));
after(() => rmSync(folder, { recursive: true }));

const events: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'jdk.CPUTimeSample': { throttle: '10ms' },
  'jdk.MethodTrace': { filter: 'ProfiledWork::hashes', threshold: '0 ns' },
};

test('reads samples of CPU time and traces of methods as the JDK does', { skip }, () => {
  const file = record();
  const printed = foldPrinted(file);
  const samples = printed['jdk.CPUTimeSample']?.samples ?? 0;
  assert.ok(samples > 0, 'the JDK took no sample of CPU time');
  assert.ok((printed['jdk.MethodTrace']?.samples ?? 0) > 0, 'the JDK traced no method');
  const fd = openSync(file, 'r');
  const { profile } = readJfr(fileSource(fd));
  closeSync(fd);
  assert.deepEqual(foldRead(profile), printed);
});

interface Sums {
  samples: number;
  nanoseconds: number;
  readonly byThread: Record<string, number>;
  /** Of methods that are not hidden: by name alone, innermost and outermost. */
  readonly byFrames: Record<string, number>;
}

function record(): string {
  const settings = join(folder, 'settings.jfc');
  const file = join(folder, 'recording.jfr');
  const source = fileURLToPath(new URL('java/ProfiledWork.java', import.meta.url));
  const eventTexts = Object.entries(events).map(([name, own]) => {
    const all = { enabled: 'true', stackTrace: 'true', ...own };
    const lines = Object.entries(all).map(
      ([key, value]) => `<setting name="${key}">${value}</setting>`,
    );
    return `<event name="${name}">${lines.join('')}</event>`;
  });
  writeFileSync(
    settings,
    `<?xml version="1.0" encoding="UTF-8"?><configuration version="2.0" label="e2e">${eventTexts.join('')}</configuration>`,
  );
  run('javac', '-g', '-d', folder, source);
  run(
    'java',
    '-Xmx128m',
    '-XX:+UseSerialGC',
    '-XX:FlightRecorderOptions=stackdepth=64',
    `-XX:StartFlightRecording=settings=${settings},filename=${file},dumponexit=true`,
    '-cp',
    folder,
    'ProfiledWork',
    '600',
    '1',
  );
  return file;
}

/** `jfr print --json`, added up. */
function foldPrinted(file: string): Readonly<Record<string, Sums>> {
  const names = Object.keys(events).join(',');
  const text = run('jfr', 'print', '--json', '--stack-depth', '64', '--events', names, file);
  const { recording } = JSON.parse(text) as {
    readonly recording: { readonly events: readonly PrintedEvent[] };
  };
  const sums: Record<string, Sums> = {};
  for (const { type, values } of recording.events) {
    const { stackTrace, eventThread, samplingPeriod, duration, method } = values;
    if (stackTrace === null) continue;
    const frames = stackTrace.frames.map((frame) => frame.method.name);
    add((sums[type] ??= emptySums()), {
      nanoseconds: nanosecondsOf(samplingPeriod ?? duration ?? ''),
      thread: eventThread?.javaName || eventThread?.osName || '-',
      frames: method === undefined ? frames : [method.name, ...frames],
    });
  }
  return sums;
}

interface PrintedEvent {
  readonly type: string;
  readonly values: {
    readonly stackTrace: {
      readonly frames: readonly { readonly method: { readonly name: string } }[];
    } | null;
    readonly eventThread: { readonly javaName: string | null; readonly osName: string } | null;
    readonly samplingPeriod?: string;
    readonly duration?: string;
    readonly method?: { readonly name: string };
  };
}

function foldRead(profile: StackProfile): Readonly<Record<string, Sums>> {
  const sums: Record<string, Sums> = {};
  for (const table of profile.samples) {
    for (let row = 0; row < table.count; row++) {
      const frames: string[] = [];
      for (let at = table.stack[row] ?? none; at !== none; at = profile.stacks.parent[at] ?? none) {
        const name = profile.strings[profile.frames.name[profile.stacks.frame[at] ?? 0] ?? 0] ?? '';
        frames.push(name.slice(name.lastIndexOf('.') + 1));
      }
      add((sums[table.event] ??= emptySums()), {
        nanoseconds: table.values[1]?.[row] ?? 0,
        thread: profile.strings[table.thread[row] ?? none] ?? '-',
        frames,
      });
    }
  }
  return sums;
}

function emptySums(): Sums {
  return { samples: 0, nanoseconds: 0, byThread: {}, byFrames: {} };
}

function add(
  sums: Sums,
  sample: {
    readonly nanoseconds: number;
    readonly thread: string;
    readonly frames: readonly string[];
  },
): void {
  const { nanoseconds, thread, frames } = sample;
  sums.samples++;
  sums.nanoseconds += nanoseconds;
  sums.byThread[thread] = (sums.byThread[thread] ?? 0) + 1;
  const key = `${frames.at(0)} of ${frames.at(-1)}, ${frames.length}`;
  sums.byFrames[key] = (sums.byFrames[key] ?? 0) + 1;
}

/** `PT0.010000001S` in nanoseconds. */
function nanosecondsOf(duration: string): number {
  const [, seconds = '0', fraction = ''] = /^PT(\d+)(?:\.(\d+))?S$/.exec(duration) ?? [];
  return Number(seconds) * 1e9 + Number(fraction.padEnd(9, '0'));
}

function run(program: string, ...programArguments: readonly string[]): string {
  return execFileSync(join(home ?? '', 'bin', program), programArguments, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The folder of a JDK of at least this version. */
function findJdk(version: number): string | undefined {
  const { JDK25_HOME, JAVA_HOME } = process.env;
  const root = '/usr/lib/jvm';
  const installed = readFolder(root).map((name) => join(root, name));
  return [JDK25_HOME, JAVA_HOME, ...installed].find(
    (folderOfJdk) => folderOfJdk !== undefined && versionOf(folderOfJdk) >= version,
  );
}

function versionOf(folderOfJdk: string): number {
  try {
    const release = readFileSync(join(folderOfJdk, 'release'), 'utf8');
    const isWhole = readFolder(join(folderOfJdk, 'bin')).includes('javac');
    return isWhole ? Number(/^JAVA_VERSION="(\d+)/m.exec(release)?.[1] ?? 0) : 0;
  } catch {
    return 0;
  }
}

function readFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
