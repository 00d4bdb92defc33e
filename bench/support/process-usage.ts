import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Clock ticks a second of /proc; the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU seconds that a process has used, all threads, user and system (Linux: /proc/pid/stat). */
export function cpuSeconds(pid: number): number {
  return cpuOf(`/proc/${pid}/stat`).seconds;
}

/** CPU seconds by the name of a thread; threads of one name together. What has ended is not counted. */
export function threadCpuSeconds(pid: number): ReadonlyMap<string, number> {
  const byName = new Map<string, number>();
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const { name, seconds } = cpuOf(`/proc/${pid}/task/${task}/stat`);
    byName.set(name, (byName.get(name) ?? 0) + seconds);
  }
  return byName;
}

function cpuOf(statFile: string): { readonly name: string; readonly seconds: number } {
  const stat = readFileSync(statFile, 'utf8');
  // The name in brackets may hold blanks: count fields from behind it. utime and stime are the 14th and 15th.
  const nameEnd = stat.lastIndexOf(')');
  const fields = stat.slice(nameEnd + 2).split(' ');
  return {
    name: stat.slice(stat.indexOf('(') + 1, nameEnd),
    seconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}

/** Memory in use and its greatest so far, MiB (Linux: /proc/pid/status). */
export function memoryMib(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return { now: field('VmRSS'), peak: field('VmHWM') };
}

/** Bytes of all files below a folder. */
export function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
