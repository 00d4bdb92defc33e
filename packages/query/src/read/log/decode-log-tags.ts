import { LogTags } from '@stormpetrel/protocol';
import type { DecodeLogTags } from './log-line.ts';

/** Tags from the bytes of a LogTags message. */
export const decodeLogTags: DecodeLogTags = (bytes) => {
  try {
    return LogTags.decode(bytes).data;
  } catch {
    // The line itself can still be shown.
    return [];
  }
};
