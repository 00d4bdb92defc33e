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

/** Read by V8 when a heap is made; this thread's own is there already. */
function tuneHeaps(): void {
  setFlagsFromString(`--initial-old-space-size=${garbageMib}`);
}

/**
 * Starts a worker thread: it loads its modules, and waits to be told how the server is configured (`StartMessage`). main.js
 * starts the ingest thread so, before the configuration is read, because a thread takes as long to exist as this one to load.
 */
export function startWorker(name: ThreadName): Worker {
  tuneHeaps();
  return new Worker(threadEntry, {
    name,
    resourceLimits: { maxYoungGenerationSizeMb: youngMib },
    workerData: { thread: name, compileCacheFolder },
  });
}
