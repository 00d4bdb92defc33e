import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { profilingTaskRow, readProfilingTask } from '@stormpetrel/model';
import type { UploadOrigin } from './file-upload.ts';

/** Only files of this beginning are ours: others may use the folder too. */
const prefix = 'agent-';
/** What a file's note is called beside the file. */
const noteEnding = '.note';

/** A file of before the last end of the server, with what was noted of it. */
export interface LeftFile {
  readonly path: string;
  readonly origin: UploadOrigin;
  /** Bytes that were to come, and that are there. */
  readonly sizeBytes: number;
  readonly receivedBytes: number;
  /** How often the server has ended while it was there. */
  readonly ends: number;
}

/**
 * Where files of agents lie until they are read. Beside each lies a note that says whose it is, so that a file which had come whole
 * when the server ended is read by the next: the agent was told that it had arrived, and has removed its own.
 */
export class UploadFolder {
  readonly #folder: string;
  /** What was there when this was made. All else of ours has been removed. */
  readonly leftFiles: readonly LeftFile[];

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder).filter((name) => name.startsWith(prefix));
    this.leftFiles = names.flatMap((name) => readLeftFile(join(folder, name)) ?? []);
    const kept = new Set(this.leftFiles.flatMap(({ path }) => [path, path + noteEnding]));
    for (const name of names) {
      const path = join(folder, name);
      if (!kept.has(path)) rmSync(path, { recursive: true, force: true });
    }
  }

  /** The path of a file that is not there yet. */
  newPath(): string {
    return join(this.#folder, `${prefix}${randomUUID()}`);
  }

  /** Notes whose file it is to be. Throws what the file system throws. */
  note(path: string, { kind, task, instanceId }: UploadOrigin, sizeBytes: number, ends = 0): void {
    const text = JSON.stringify({
      kind,
      task: profilingTaskRow(task),
      instanceId,
      sizeBytes,
      ends,
    });
    const notePath = path + noteEnding;
    writeFileSync(`${notePath}.new`, text, { mode: 0o600 });
    renameSync(`${notePath}.new`, notePath);
  }

  /** Never throws: what stays behind is removed at the next start. */
  remove(path: string): void {
    for (const one of [path, path + noteEnding]) {
      try {
        rmSync(one, { force: true });
      } catch {
        // A disk that has become read-only, or is broken. The thread that receives must not end for it.
      }
    }
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }
}

/** Undefined for what has no sound note. */
function readLeftFile(path: string): LeftFile | undefined {
  if (path.endsWith(noteEnding)) return undefined;
  try {
    const note: unknown = JSON.parse(readFileSync(path + noteEnding, 'utf8'));
    if (typeof note !== 'object' || note === null) return undefined;
    const { kind, task: row, instanceId, sizeBytes, ends } = { ...note } as Record<string, unknown>;
    if (kind !== 'async-profiler' && kind !== 'pprof') return undefined;
    if (typeof row !== 'object' || row === null || typeof instanceId !== 'string') return undefined;
    const task = readProfilingTask(kind, { ...row });
    if (task === undefined) return undefined;
    const origin: UploadOrigin = { kind, task, instanceId };
    const receivedBytes = statSync(path).size;
    return { path, origin, sizeBytes: Number(sizeBytes), receivedBytes, ends: Number(ends) };
  } catch {
    return undefined;
  }
}
