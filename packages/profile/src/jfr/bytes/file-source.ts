import { fstatSync, readSync } from 'node:fs';
import type { JfrSource } from './jfr-source.ts';

/** A recording in an open file. The file stays the caller's, who closes it. What is appended later is not seen. */
export function fileSource(fd: number): JfrSource {
  const sizeBytes = fstatSync(fd).size;
  let buffer = new Uint8Array(0);
  return {
    sizeBytes,
    readAt(offset, length) {
      if (buffer.length < length) buffer = new Uint8Array(length);
      const wanted = Math.max(0, Math.min(length, sizeBytes - offset));
      let done = 0;
      while (done < wanted) {
        const read = readSync(fd, buffer, done, wanted - done, offset + done);
        if (read === 0) break;
        done += read;
      }
      return buffer.subarray(0, done);
    },
  };
}
