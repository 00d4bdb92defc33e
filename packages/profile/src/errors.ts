import type { ErrorEntry } from '@stormpetrel/base';

/** What can be wrong with a profile. Each has an entry in docs/reference/errors.md. */
export const profileErrors = {
  unknownFormat: {
    code: 'PROFILE_FORMAT_UNKNOWN',
    meaning: 'A file is in none of the formats that can be read.',
    remedy:
      'Bring a JFR recording, a pprof profile, collapsed stacks, or a profile of speedscope or of the Firefox Profiler.',
  },
  malformed: {
    code: 'PROFILE_MALFORMED',
    meaning:
      'A profile breaks the rules of its format: it is cut short, damaged, or refers to what it does not hold.',
    remedy: 'Record or export it again, and check that it was carried over whole.',
  },
  tooLarge: {
    code: 'PROFILE_TOO_LARGE',
    meaning: 'A profile is larger than the limits allow, as it came or once unpacked.',
    remedy: 'Record for a shorter time, or with fewer samples a second.',
  },
  unreadable: {
    code: 'PROFILE_FILE_UNREADABLE',
    meaning:
      'The server could not read the file that it has received, or had no room to unpack it.',
    remedy: 'Look at the free room of the folder that storage.path names, and send the file again.',
  },
  absent: {
    code: 'PROFILE_SELECTION_EMPTY',
    meaning:
      'A profile has no event, type of value, thread or state of the name that was asked for, or no sample that all of them select.',
    remedy: 'Leave the name out, or take one of those that the profile has; select a longer time.',
  },
  version: {
    code: 'PROFILE_VERSION_UNKNOWN',
    meaning: 'A stored profile was written by a newer version.',
    remedy: 'Read it with that version or a later one.',
  },
} as const satisfies Record<string, ErrorEntry>;
