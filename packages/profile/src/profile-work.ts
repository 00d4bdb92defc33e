/**
 * What is too long for a thread that answers or receives: reading files into profiles, and analysing large ones. Done by a
 * worker thread in the server, in line in tests.
 */
import type { JfrEventType, ProfileElement } from './skywalking/profile-trees.ts';

/** A file, and what it is believed to be; `unknown` is found out by looking. */
export interface ProfileFile {
  readonly path: string;
  readonly kind: 'jfr' | 'pprof' | 'unknown';
  /** Where a recording that came packed may be unpacked to: beside the file where left out. Removed afterwards. */
  readonly scratchPath?: string;
}

export interface ReadProfile {
  /** An encoded StackProfile, compressed with zstd, as it is stored. */
  readonly bytes: Uint8Array;
  readonly source: string;
  /** Samples of each event. */
  readonly samples: Readonly<Record<string, number>>;
}

export type ExportFormat = 'pprof' | 'collapsed' | 'speedscope' | 'svg';

export interface ProfileExport {
  readonly format: ExportFormat;
  /** All events where left out, but for pprof: a file holds one, the first. */
  readonly event?: string;
  readonly valueType?: string;
  /** What the profile is called in formats that say so. */
  readonly name?: string;
}

/** Profiles are given as they are stored. All methods reject with a CodedError: of the profile, or WORK_REFUSED when too much waits. */
export interface ProfileWork {
  readFile(file: ProfileFile, signal?: AbortSignal): Promise<ReadProfile>;
  /** The merged tree of JFR profiles, as SkyWalking answers it. */
  jfrTree(profiles: readonly Uint8Array[], event: JfrEventType): Promise<readonly ProfileElement[]>;
  pprofTree(profiles: readonly Uint8Array[]): Promise<readonly ProfileElement[]>;
  /** Rejects with PROFILE_SELECTION_EMPTY where the event or the type of value is not in the profile. */
  exportProfile(profile: Uint8Array, to: ProfileExport): Promise<Uint8Array>;
}
