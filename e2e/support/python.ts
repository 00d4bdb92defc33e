import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cacheFolder = fileURLToPath(new URL('../.cache/python', import.meta.url));
// Not 1.3.0: its wheel lacks the generated protocol.
const packages = ['apache-skywalking==1.2.0'];

/** A virtual environment with the agent and grpcio, made once; its folder of programs. */
export function pythonPrograms(): string {
  const bin = join(cacheFolder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const stamp = join(cacheFolder, `installed-${packages.join('-').replaceAll(/[^\w.-]/g, '_')}`);
  if (existsSync(stamp)) return bin;
  mkdirSync(cacheFolder, { recursive: true });
  execFileSync('python3', ['-m', 'venv', cacheFolder], { stdio: 'inherit' });
  execFileSync(join(bin, 'pip'), ['install', '--quiet', ...packages], { stdio: 'inherit' });
  writeFileSync(stamp, '');
  return bin;
}
