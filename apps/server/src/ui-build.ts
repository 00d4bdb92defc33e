import type { Logger } from '@stormpetrel/base';
import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const uiFolder = fileURLToPath(new URL('../../ui', import.meta.url));

/** Where the built page is: beside the bundled server, or in the workspace of the page. */
export function uiDistFolder(): string {
  const bundled = fileURLToPath(new URL('../page', import.meta.url));
  return existsSync(join(bundled, 'index.html')) ? bundled : join(uiFolder, 'dist');
}

/** True when there are sources and the build is missing or older than the newest of them. */
export function uiBuildIsStale(): boolean {
  if (!existsSync(join(uiFolder, 'vite.config.ts'))) return false;
  const built = join(uiDistFolder(), 'index.html');
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  const sources = globSync('{src,public}/**/*.{ts,tsx,css,svg,html}', { cwd: uiFolder });
  return [...sources, 'index.html', 'vite.config.ts', 'package.json'].some(
    (file) => existsSync(join(uiFolder, file)) && statSync(join(uiFolder, file)).mtimeMs > builtMs,
  );
}

/** Builds the page beside the running server; says in the log what came of it. */
export function buildUi(logger: Logger): Promise<boolean> {
  const startMs = performance.now();
  logger.log('info', 'building the page', {});
  return new Promise((resolve) => {
    const child = spawn('npm run build', {
      cwd: uiFolder,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', () => resolve(false));
    child.on('close', (code) => {
      const durationMs = Math.round(performance.now() - startMs);
      if (code === 0) logger.log('info', 'page built', { durationMs });
      else logger.log('error', 'page not built', { code: 'UI_BUILD_FAILED', output });
      resolve(code === 0);
    });
  });
}
