export type { LoadOptions } from './load-options.ts';
export { makeLogTemplates } from './log-traffic.ts';
export { type LoadResult, runLoad, senderProgram } from './run-load.ts';
export {
  type MessageTemplate,
  type TrafficShape,
  makeTemplates,
  stamp,
  usualTraffic,
} from './traffic.ts';
