export { formatWeight } from './format-weight.ts';
export { type Gunzip, gunzip, isGzip } from './gunzip.ts';
export { type ImportOptions, importProfile } from './import-profile.ts';
export { writeCollapsed } from './write-collapsed.ts';
export { writeSpeedscope } from './write-speedscope.ts';
export { type SvgOptions, writeSvg } from './write-svg.ts';
