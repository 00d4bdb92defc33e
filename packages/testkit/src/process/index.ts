export { eventually } from './eventually.ts';
export { type LogLine, type ServerAddresses, ServerProcess } from './server-process.ts';
