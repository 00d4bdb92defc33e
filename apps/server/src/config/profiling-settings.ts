import type { Setting } from './setting.ts';
import { bytes } from './setting-types.ts';

/** What agents may send when they profile. */
export const profilingSettings: readonly Setting[] = [
  {
    key: 'receiver-async-profiler.jfrMaxSize',
    env: 'SW_RECEIVER_ASYNC_PROFILER_JFR_MAX_SIZE',
    type: bytes,
    default: 31_457_280,
    help: 'Largest recording (JFR) that a Java agent may send, bytes.',
  },
  {
    key: 'receiver-pprof.pprofMaxSize',
    env: 'SW_RECEIVER_PPROF_PPROF_MAX_SIZE',
    type: bytes,
    default: 31_457_280,
    help: 'Largest profile (pprof) that a Go agent may send, bytes.',
  },
  {
    key: 'profiling.uploadMaxSize',
    env: 'SW_PROFILE_UPLOAD_MAX_SIZE',
    type: bytes,
    default: 268_435_456,
    help: 'Largest profile file that a person may bring, bytes.',
  },
];
