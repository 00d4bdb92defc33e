export { isJfr } from './chunk/chunk-header.ts';
export { eventKinds, type EventKind, type Weight } from './event-kinds.ts';
export { fileSource } from './bytes/file-source.ts';
export { type JfrSource, bytesSource } from './bytes/jfr-source.ts';
export { type JfrLimits, jfrLimits, jfrThreadLimits } from './limits.ts';
export { type JfrOptions, type JfrProgress, type JfrResult, readJfr } from './read-jfr.ts';
