import { closeSync, openSync, writeSync } from 'node:fs';
import type { ProfilingTask } from '@stormpetrel/model';
import type { ProfileUpload, UploadFault } from './profiling-sink.ts';

/** Whose file it is. */
export interface UploadOrigin {
  readonly kind: 'async-profiler' | 'pprof';
  readonly task: ProfilingTask;
  readonly instanceId: string;
}

/** How an upload ended. Whoever is told has to remove the file. */
export type UploadEnd =
  | { readonly kind: 'whole' }
  | { readonly kind: 'short' | 'abandoned'; readonly receivedBytes: number }
  | { readonly kind: 'too-much'; readonly receivedBytes: number }
  | { readonly kind: Exclude<UploadFault, 'too-much'> };

/** A file that arrives, on the disk from its first byte. */
export class FileUpload implements ProfileUpload {
  readonly origin: UploadOrigin;
  readonly path: string;
  readonly sizeBytes: number;
  /** When it last brought something, by the monotonic clock. */
  activeMs: number;
  readonly startMs: number;
  readonly #fd: number;
  readonly #nowMs: () => number;
  readonly #onEnd: (end: UploadEnd) => void;
  readonly #onFault: (fault: UploadFault) => void;
  #receivedBytes = 0;
  #ended = false;

  /** Throws what the file system throws when the file can not be made. */
  constructor(parts: {
    readonly origin: UploadOrigin;
    readonly path: string;
    readonly sizeBytes: number;
    readonly monotonicMs: () => number;
    readonly onEnd: (upload: FileUpload, end: UploadEnd) => void;
    readonly onFault: (fault: UploadFault) => void;
  }) {
    this.origin = parts.origin;
    this.path = parts.path;
    this.sizeBytes = parts.sizeBytes;
    this.#nowMs = parts.monotonicMs;
    this.startMs = parts.monotonicMs();
    this.activeMs = this.startMs;
    this.#onEnd = (end) => parts.onEnd(this, end);
    this.#onFault = parts.onFault;
    this.#fd = openSync(parts.path, 'wx', 0o600);
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  write(bytes: Uint8Array): UploadFault | undefined {
    if (this.#ended) return undefined;
    if (bytes.length > 0) this.activeMs = this.#nowMs();
    if (this.#receivedBytes + bytes.length > this.sizeBytes) {
      this.#end({ kind: 'too-much', receivedBytes: this.#receivedBytes + bytes.length });
      return 'too-much';
    }
    try {
      for (let at = 0; at < bytes.length;) {
        const written = writeSync(this.#fd, bytes, at);
        if (written === 0) return this.#fail('no-room');
        at += written;
      }
    } catch {
      return this.#fail('no-room');
    }
    this.#receivedBytes += bytes.length;
    return undefined;
  }

  complete(): void {
    const isWhole = this.#receivedBytes === this.sizeBytes;
    this.#end(isWhole ? { kind: 'whole' } : { kind: 'short', receivedBytes: this.#receivedBytes });
  }

  abort(): void {
    this.#end({ kind: 'abandoned', receivedBytes: this.#receivedBytes });
  }

  /** Ends it from this side. */
  giveUp(fault: Exclude<UploadFault, 'too-much'>): void {
    if (this.#ended) return;
    this.#fail(fault);
    this.#onFault(fault);
  }

  #fail(fault: Exclude<UploadFault, 'too-much'>): UploadFault {
    this.#end({ kind: fault });
    return fault;
  }

  #end(end: UploadEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    try {
      closeSync(this.#fd);
    } catch {
      // Some file systems tell of a full disk only now; a file that is not whole is found unreadable.
    }
    this.#onEnd(end);
  }
}
