export { hierarchy, manifest } from './generated/hierarchy.ts';
export type { Hierarchy, LayerLevel, LayerMatch, MatchRule, NamedInLayer } from './runtime.ts';
