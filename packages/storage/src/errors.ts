import type { ErrorEntry } from '@stormpetrel/base';

/** The operating errors of the store. */
export const storageErrors = {
  locked: {
    code: 'STORE_LOCKED',
    meaning: 'Another process or thread writes to (or keeps) this data directory.',
    remedy: 'Stop the other one, or give each server a directory of its own.',
  },
  newer: {
    code: 'STORE_NEWER',
    meaning: 'The data directory was written by a later version than this one.',
    remedy: 'Run the later version, or start with an empty directory.',
  },
  full: {
    code: 'STORE_FULL',
    meaning: 'There is no room left on the disk; what was to be written is not stored.',
    remedy: 'Make room or shorten the retention. Writing goes on by itself when there is room.',
  },
  failed: {
    code: 'STORE_FAILED',
    meaning: 'The data directory cannot be read or written; what was to be written is not stored.',
    remedy:
      'See the cause in the message: rights of the directory, a failing disk, too few file handles.',
  },
} as const satisfies Record<string, ErrorEntry>;
