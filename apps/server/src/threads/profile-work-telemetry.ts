import type { Counter, Histogram, Telemetry } from '@stormpetrel/base';
import type { ProfileJobKind } from './profile-job.ts';

/** Why a job came to nothing; each is counted from the start, so that a first one shows as a rise. */
const reasons = ['refused', 'unsound', 'time', 'memory', 'died', 'given_up'] as const;
export type JobFailure = (typeof reasons)[number];

const kinds: readonly ProfileJobKind[] = [
  'readFile',
  'splitFile',
  'jfrTree',
  'pprofTree',
  'exportProfile',
  'analyzeSegments',
  'readTraceProfile',
];
const boundsSeconds = [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 180];

/** What the thread tells of its work, by kinds of jobs as `ProfileJob` has them. */
export class ProfileWorkTelemetry {
  readonly seconds: Readonly<Record<ProfileJobKind, Histogram>>;
  readonly readBytes: Readonly<Record<ProfileJobKind, Counter>>;
  readonly failures: Readonly<Record<JobFailure, Counter>>;
  readonly started: Counter;

  constructor(telemetry: Telemetry, waiting: { readonly jobs: () => number; bytes: () => number }) {
    this.seconds = byName(kinds, (job) =>
      telemetry.histogram(
        'profile_work_seconds',
        'Seconds that jobs with profiles took, from when their turn came, whatever came of them.',
        boundsSeconds,
        { job },
      ),
    );
    this.readBytes = byName(kinds, (job) =>
      telemetry.counter(
        'profile_work_read_bytes',
        'Bytes of the files and stored profiles that jobs were done with.',
        { job },
      ),
    );
    this.failures = byName(reasons, (reason) =>
      telemetry.counter(
        'profile_work_failed_count',
        'Jobs with profiles that came to nothing: refused, the profile unsound, too long, too large, the thread died, nobody waited any more.',
        { reason },
      ),
    );
    this.started = telemetry.counter(
      'profile_work_threads_count',
      'Times that the thread which works with profiles was started.',
    );
    telemetry.gauge('profile_work_waiting', 'Jobs with profiles that run or wait.', waiting.jobs);
    telemetry.gauge(
      'profile_work_waiting_bytes',
      'Bytes of the stored profiles that jobs which run or wait hold.',
      waiting.bytes,
    );
  }
}

function byName<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name) => T,
): Readonly<Record<Name, T>> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>;
}
