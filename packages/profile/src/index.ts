export type { CallTree } from './analysis/call-tree.ts';
export { type DiffTree, type Sides, diffTotals, diffTrees } from './analysis/diff-tree.ts';
export { type FlameLayout, type FlameOrder, layoutFlame } from './analysis/flame-layout.ts';
export { calleesOf, callersOf, invertTree } from './analysis/invert-tree.ts';
export { type TreeOptions, type TreePart, mergeTree } from './analysis/merge-tree.ts';
export { type Selection, weighStacks } from './analysis/selection.ts';
export { type SymbolTotals, heaviest, symbolTotals } from './analysis/symbol-totals.ts';
export { type CodeSymbol, type GroupBy, SymbolTable, rootSymbol } from './analysis/symbols.ts';
export { timeTree } from './analysis/time-tree.ts';
export { decodeProfile } from './codec/decode-profile.ts';
export { encodeProfile } from './codec/encode-profile.ts';
export { profileErrors } from './errors.ts';
export { joinProfiles } from './join-profiles.ts';
export { type ProfileLimits, importLimits, profileLimits } from './limits.ts';
export { type FrameDetails, ProfileBuilder, overflowName } from './profile-builder.ts';
export type { SampleBuilder } from './sample-builder.ts';
export {
  type DumpAnalysis,
  type DumpElement,
  type DumpQuery,
  analyzeDumps,
} from './skywalking/analyze-dumps.ts';
export {
  type GoTraceElement,
  type JfrEventType,
  type ProfileElement,
  asyncProfilerTree,
  goTraceTree,
  jfrEventTypes,
  pprofTree,
} from './skywalking/profile-trees.ts';
export { ThreadDumps, parseSignature } from './skywalking/thread-dumps.ts';
export { segmentLabels, splitByLabel } from './split-profile.ts';
export {
  FrameKind,
  type FrameTable,
  type ProfileSource,
  type SamplePeriod,
  type SampleTable,
  type StackProfile,
  type StackTable,
  type Truncation,
  type ValueType,
  none,
} from './stack-profile.ts';
