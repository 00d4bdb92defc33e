export { inlineProfileWork } from './inline-work.ts';
export { workLimits } from './limits.ts';
export { packProfile, unpackProfile } from './packed-profile.ts';
export type {
  ComparedProfile,
  ExportFormat,
  ProfileExport,
  ProfileFile,
  ProfileWork,
  ReadProfile,
  SplitLimits,
  SplitProfile,
} from '../profile-work.ts';
