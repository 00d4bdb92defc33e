export type { LoadOptions } from './load-options.ts';
export { type LoadResult, runLoad, senderProgram } from './run-load.ts';
export {
  type SegmentTemplate,
  type TrafficShape,
  makeTemplates,
  stamp,
  usualTraffic,
} from './traffic.ts';
