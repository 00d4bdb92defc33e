import type { JfrEventType, ProfileElement } from '@stormpetrel/profile';
import type { ProfileExport, ProfileFile, ReadProfile } from '@stormpetrel/profile/jobs';

/** What the profile thread is asked for. Tells apart what `ProfileWork` does. */
export type ProfileJob =
  | { readonly kind: 'readFile'; readonly file: ProfileFile }
  | {
      readonly kind: 'jfrTree';
      readonly profiles: readonly Uint8Array[];
      readonly event: JfrEventType;
    }
  | { readonly kind: 'pprofTree'; readonly profiles: readonly Uint8Array[] }
  | { readonly kind: 'exportProfile'; readonly profile: Uint8Array; readonly to: ProfileExport };

export type ProfileJobKind = ProfileJob['kind'];

export interface ProfileResults {
  readonly readFile: ReadProfile;
  readonly jfrTree: readonly ProfileElement[];
  readonly pprofTree: readonly ProfileElement[];
  readonly exportProfile: Uint8Array;
}

export type ProfileOutcome =
  | { readonly result: ProfileResults[ProfileJobKind] }
  | { readonly fault: { readonly code: string; readonly message: string } };
