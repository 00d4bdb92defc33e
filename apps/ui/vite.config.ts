import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { precompress } from './dev/precompress.ts';

/** Where the development server finds a Stormpetrel (or the mock of `npm run mock`). */
const backend = process.env['STORMPETREL_BACKEND'] ?? 'http://127.0.0.1:12800';

export default defineConfig({
  plugins: [preact({ prefreshEnabled: true }), precompress()],
  server: {
    host: '127.0.0.1',
    proxy: { '/graphql': backend, '/ui': backend, '/api': backend },
  },
  build: {
    target: 'es2024',
    // Everything but index.html carries a hash in its name, so the server may call it immutable.
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
});
