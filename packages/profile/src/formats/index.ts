export { formatWeight } from './format-weight.ts';
export { type Gunzip, gunzip, isGzip } from './gunzip.ts';
export { type ImportOptions, importProfile } from './import-profile.ts';
export { writeCollapsed, writeCollapsedDiff } from './write-collapsed.ts';
export { type SpeedscopePart, writeSpeedscope } from './write-speedscope.ts';
export { type ComparedSide, type SvgOptions, writeDiffSvg, writeSvg } from './write-svg.ts';
