import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cacheFolder = fileURLToPath(new URL('../.cache/python', import.meta.url));
const packages = ['apache-skywalking==1.3.0', 'grpcio==1.85.1', 'protobuf==7.36.2'];

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
