/** Makes recordings with the JDK of this machine and with async-profiler. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cacheFolder = fileURLToPath(new URL('../.cache/async-profiler', import.meta.url));
const source = fileURLToPath(new URL('java/ProfiledWork.java', import.meta.url));
const asyncProfiler = 'tools.profiler:async-profiler:4.0';

/** Why no recordings can be made here, or false. */
export function whyNoJava(): string | false {
  for (const [program, flag] of [
    ['javac', '-version'],
    ['java', '-version'],
    ['jfr', 'help'],
  ] as const) {
    if (!runs(program, flag)) return `no ${program} on this machine: a JDK is needed`;
  }
  return false;
}

function runs(program: string, flag: string): boolean {
  try {
    execFileSync(program, [flag], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The events that the JDK is asked for, with their settings. */
const jdkEvents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'jdk.ExecutionSample': { period: '10 ms' },
  'jdk.NativeMethodSample': { period: '20 ms' },
  'jdk.ObjectAllocationInNewTLAB': {},
  'jdk.ObjectAllocationOutsideTLAB': {},
  'jdk.ObjectAllocationSample': { throttle: '300/s' },
  'jdk.OldObjectSample': { cutoff: '0 ns' },
  'jdk.JavaMonitorEnter': { threshold: '1 ms' },
  'jdk.JavaMonitorWait': { threshold: '1 ms' },
  'jdk.ThreadPark': { threshold: '1 ms' },
  'jdk.ThreadSleep': { threshold: '1 ms' },
  // Not a sample: is to be skipped.
  'jdk.ThreadStart': {},
};

export class JavaRecordings {
  readonly folder = mkdtempSync(join(tmpdir(), 'java-recordings-'));
  readonly #classes = join(this.folder, 'classes');

  constructor() {
    execFileSync('javac', ['-g', '-d', this.#classes, source], { stdio: 'inherit' });
  }

  /** A recording of the JDK of several chunks, and what its file held while it was still being written. */
  ofJdk(): { readonly finished: string; readonly unfinished: string } {
    const settings = join(this.folder, 'settings.jfc');
    writeFileSync(settings, settingsXml());
    const finished = join(this.folder, 'jdk.jfr');
    const unfinished = join(this.folder, 'unfinished.jfr');
    const repository = join(this.folder, 'repository');
    this.#run(
      [
        `-XX:StartFlightRecording=settings=${settings},filename=${finished},dumponexit=true`,
        `-XX:FlightRecorderOptions=repository=${repository},stackdepth=64`,
      ],
      ['200', '3', repository, unfinished],
    );
    return { finished, unfinished };
  }

  /** A recording of async-profiler with such options. */
  ofAsyncProfiler(options: string): string {
    const file = join(this.folder, `async-${options.replaceAll(/\W+/g, '-')}.jfr`);
    const agent = `-agentpath:${agentLibrary()}=start,${options},jfr,file=${file}`;
    this.#run([agent], ['900', '1']);
    return file;
  }

  #run(jvmArguments: readonly string[], programArguments: readonly string[]): void {
    const memory = ['-Xmx128m', '-XX:+UseSerialGC'];
    const program = ['-cp', this.#classes, 'ProfiledWork', ...programArguments];
    execFileSync('java', [...memory, ...jvmArguments, ...program], { stdio: 'pipe' });
  }
}

function settingsXml(): string {
  const events = Object.entries(jdkEvents).map(([name, own]) => {
    const settings = { enabled: 'true', stackTrace: 'true', ...own };
    const lines = Object.entries(settings).map(
      ([key, value]) => `<setting name="${key}">${value}</setting>`,
    );
    return `<event name="${name}">${lines.join('')}</event>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><configuration version="2.0" label="e2e">${events.join('')}</configuration>`;
}

/** The native library of async-profiler, fetched once by Maven. */
function agentLibrary(): string {
  const system = process.platform === 'darwin' ? 'macos' : `linux-${process.arch}`;
  const library = join(cacheFolder, system, 'libasyncProfiler.so');
  if (existsSync(library)) return library;
  mkdirSync(cacheFolder, { recursive: true });
  const fetched = [`-Dartifact=${asyncProfiler}`, `-DoutputDirectory=${cacheFolder}`];
  execFileSync('mvn', ['-q', '-B', 'dependency:copy', ...fetched], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, artifact, version] = asyncProfiler.split(':');
  execFileSync('jar', ['xf', `${artifact}-${version}.jar`, system], { cwd: cacheFolder });
  return library;
}
