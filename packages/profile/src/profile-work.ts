/**
 * What is too long for a thread that answers or receives: reading files into profiles, and analysing large ones. Done by a
 * worker thread in the server, in line in tests.
 */
import type { Selection } from './analysis/selection.ts';
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

/** What a file that is taken apart may hold; one with more is refused. */
export interface SplitLimits {
  readonly samplesMax: number;
  readonly partsMax: number;
}

/** A file's samples by the segment that their labels name, `segmentLabels`; those without are in no part. */
export interface SplitProfile {
  /** Milliseconds since the epoch; 0 where the file does not say. */
  readonly startMs: number;
  readonly parts: readonly {
    readonly segmentId: string;
    /** As `ReadProfile.bytes`. */
    readonly bytes: Uint8Array;
  }[];
}

export type ExportFormat = 'pprof' | 'collapsed' | 'speedscope' | 'svg';

export interface ProfileExport {
  readonly format: ExportFormat;
  /**
   * What of it is written. Without an event the one with the most samples, but for speedscope, whose files hold several; without
   * a type the main one of the event.
   */
  readonly selection?: Selection;
  /** What the profile is called in formats that say so. */
  readonly name?: string;
  /** What it is compared with. */
  readonly against?: ComparedProfile;
  /** Compare weights as they are. Otherwise those from before are scaled, so that both sides weigh the same in all. */
  readonly isRaw?: boolean;
}

/** The profile from before, as it is stored. Its event and type are those of the other, if it has them, where the selection does not tell. */
export interface ComparedProfile {
  readonly profile: Uint8Array;
  readonly selection?: Selection;
  readonly name?: string;
}

/** Profiles are given as they are stored. All methods reject with a CodedError: of the profile, or WORK_REFUSED when too much waits. */
export interface ProfileWork {
  readFile(file: ProfileFile, signal?: AbortSignal): Promise<ReadProfile>;
  /** Rejects with PROFILE_TOO_LARGE where the file holds more than the limits allow. */
  splitFile(file: ProfileFile, limits: SplitLimits, signal?: AbortSignal): Promise<SplitProfile>;
  /** The merged tree of JFR profiles, as SkyWalking answers it. */
  jfrTree(
    profiles: readonly Uint8Array[],
    event: JfrEventType,
    signal?: AbortSignal,
  ): Promise<readonly ProfileElement[]>;
  pprofTree(
    profiles: readonly Uint8Array[],
    signal?: AbortSignal,
  ): Promise<readonly ProfileElement[]>;
  /** Rejects with PROFILE_SELECTION_EMPTY where something that is selected is not there, or no sample is selected. */
  exportProfile(profile: Uint8Array, to: ProfileExport, signal?: AbortSignal): Promise<Uint8Array>;
}
