import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadOptions } from './load-options.ts';

export interface LoadResult {
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  readonly seconds: number;
}

/** The program that sends; for those who start it themselves. */
export const senderProgram: string = fileURLToPath(new URL('./sender.ts', import.meta.url));

/** Runs the sender as a process of its own and resolves with what came of it. */
export function runLoad(options: LoadOptions): Promise<LoadResult> {
  const child = spawn(process.execPath, [senderProgram, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as LoadResult);
      else reject(new Error(`the sender ended with ${code}`));
    });
  });
}
