import type { LogFields, LogLevel } from '@stormpetrel/base';
import type { JfrEventType, ProfileElement } from '@stormpetrel/profile';
import type {
  ProfileExport,
  ProfileFile,
  ReadProfile,
  SplitLimits,
  SplitProfile,
} from '@stormpetrel/profile/jobs';
import type { DumpChoice, SegmentRange, SegmentsAnalysis } from '@stormpetrel/query/dumps';

/** What the profile thread is asked for. Tells apart what `ProfileWork` and `DumpWork` do. */
export type ProfileJob =
  | { readonly kind: 'readFile'; readonly file: ProfileFile }
  | { readonly kind: 'splitFile'; readonly file: ProfileFile; readonly limits: SplitLimits }
  | {
      readonly kind: 'jfrTree';
      readonly profiles: readonly Uint8Array[];
      readonly event: JfrEventType;
    }
  | { readonly kind: 'pprofTree'; readonly profiles: readonly Uint8Array[] }
  | { readonly kind: 'exportProfile'; readonly profile: Uint8Array; readonly to: ProfileExport }
  | { readonly kind: 'analyzeSegments'; readonly ranges: readonly SegmentRange[] }
  | { readonly kind: 'readTraceProfile'; readonly taskId: string; readonly choice: DumpChoice };

export type ProfileJobKind = ProfileJob['kind'];

export interface ProfileResults {
  readonly readFile: ReadProfile;
  readonly splitFile: SplitProfile;
  readonly jfrTree: readonly ProfileElement[];
  readonly pprofTree: readonly ProfileElement[];
  readonly exportProfile: Uint8Array;
  readonly analyzeSegments: SegmentsAnalysis;
  readonly readTraceProfile: Uint8Array;
}

/** How a job ended. */
export type ProfileOutcome =
  | {
      readonly result: ProfileResults[ProfileJobKind];
      /** Bytes of the files and stored profiles that were read for it. */
      readonly readBytes: number;
    }
  | { readonly fault: { readonly code: string; readonly message: string } };

/** The thread → whoever asks: what the store says that it reads, or the end of the job. */
export type ProfileMessage =
  | {
      readonly log: {
        readonly level: LogLevel;
        readonly message: string;
        readonly fields: LogFields;
      };
    }
  | ProfileOutcome;
