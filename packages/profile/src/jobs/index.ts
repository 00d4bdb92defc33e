export { inlineProfileWork } from './inline-work.ts';
export { workLimits } from './limits.ts';
export { packProfile, unpackProfile } from './packed-profile.ts';
export type {
  ExportFormat,
  ProfileExport,
  ProfileFile,
  ProfileWork,
  ReadProfile,
} from '../profile-work.ts';
