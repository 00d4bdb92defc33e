/** What a message from outside may make this package keep, whatever the size limit of the transport is. */

/** Spans of one segment. Agents stop at 300 by default; the largest traces that people open have some ten thousand. */
export const segmentSpansMax = 16_384;

/** References of all spans of one segment. Batch consumers have one for each message that they took. */
export const segmentRefsMax = 16_384;

/** Tags of all spans of one segment. */
export const segmentTagsMax = 131_072;

/**
 * Bytes of a name that are interned; what follows is cut, at the border of a character. Names are shown and counted by
 * their first 150 characters at most, so this is only to keep a hostile name from filling the dictionary.
 */
export const nameBytesMax = 2_048;

/** Frames of one dump of a thread. Agents stop at 500 by default. */
export const snapshotFramesMax = 65_536;

/** Tags of one log, and the bytes of them all. Agents send a handful. */
export const logTagsMax = 1_024;
export const logTagBytesMax = 256 * 1024;
