import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { compileCacheFolder, threadEntry } from './thread-entry.ts';
import type { ThreadName } from './thread-messages.ts';

/**
 * Threads that take in and tidy hold little and let megabytes of buffers pass through. V8 counts these as if they were
 * theirs to keep, and by its own choice marks the whole heap for every 25 MiB that pass: under load that, and what the
 * compiler took, came to a quarter of all CPU. So it may let more come together before it looks. That is room, not use: an
 * idle thread is none the larger. What is young, on the other hand, dies at once and needs little.
 */
const garbageMib = 96;
const youngMib = 6;

/**
 * What heaps that are made from now on may let come together before V8 looks for the first time; 0 for V8's own choice. Of the whole
 * process, and read when a heap is made: who starts a thread says it each time. This thread's own heap is there already.
 */
export function setGarbageMib(mib: number): void {
  setFlagsFromString(`--initial-old-space-size=${mib}`);
}

/**
 * Starts a worker thread: it loads its modules, and waits to be told how the server is configured (`StartMessage`). main.js
 * starts the ingest thread so, before the configuration is read, because a thread takes as long to exist as this one to load.
 */
export function startWorker(name: ThreadName): Worker {
  setGarbageMib(garbageMib);
  return new Worker(threadEntry, {
    name,
    resourceLimits: { maxYoungGenerationSizeMb: youngMib },
    workerData: { thread: name, compileCacheFolder },
  });
}
