/**
 * The entry of every worker thread: the compile cache first, which each thread turns on for itself, then the thread's
 * module. Plain JavaScript for the reason that main.js is.
 */
import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

if (workerData.compileCacheFolder !== undefined) enableCompileCache(workerData.compileCacheFolder);
const modules = {
  ingest: () => import('./ingest-thread.ts'),
  keeper: () => import('./keeper-thread.ts'),
  profile: () => import('./profile-thread.ts'),
};
await modules[workerData.thread]();
