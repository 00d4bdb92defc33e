import { Layer } from '../layer.ts';
import { DetectPoint, RequestType } from '../span-kind.ts';

/**
 * Enums that rules name as `Type.VALUE`. Sources carry the numbers. Where the wire has a number for a value it is
 * that one; the other numbers are ours.
 */
export const sourceEnums = {
  Layer,
  DetectPoint,
  RequestType,
  GCPhase: { NEW: 0, OLD: 1, NORMAL: 2 },
  MemoryPoolType: {
    CODE_CACHE_USAGE: 0,
    NEWGEN_USAGE: 1,
    OLDGEN_USAGE: 2,
    SURVIVOR_USAGE: 3,
    PERMGEN_USAGE: 4,
    METASPACE_USAGE: 5,
    ZHEAP_USAGE: 6,
    COMPRESSED_CLASS_SPACE_USAGE: 7,
    CODEHEAP_NON_NMETHODS_USAGE: 8,
    CODEHEAP_PROFILED_NMETHODS_USAGE: 9,
    CODEHEAP_NON_PROFILED_NMETHODS_USAGE: 10,
  },
  VirtualCacheOperation: { Read: 0, Write: 1, Others: 2 },
  MQOperation: { Produce: 0, Consume: 1 },
  BrowserAppTrafficCategory: { NORMAL: 0, FIRST_ERROR: 1, ERROR: 2 },
  BrowserErrorCategory: { AJAX: 0, RESOURCE: 1, VUE: 2, PROMISE: 3, JS: 4, UNKNOWN: 5 },
  AccessLogConnectionTLSMode: { Plain: 0, TLS: 1 },
} as const;

export type SourceEnumName = keyof typeof sourceEnums;
