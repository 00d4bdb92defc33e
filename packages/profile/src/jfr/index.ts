export { isJfr } from './chunk-header.ts';
export { eventKinds, type EventKind, type Weight } from './event-kinds.ts';
export { fileSource } from './file-source.ts';
export { type JfrSource, bytesSource } from './jfr-source.ts';
export { type JfrLimits, jfrLimits, jfrThreadLimits } from './limits.ts';
export { type JfrOptions, type JfrProgress, type JfrResult, readJfr } from './read-jfr.ts';
