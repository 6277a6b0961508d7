import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// The server that the development server passes calls to.
const server = process.env['MOVIE_SERVER'] ?? 'http://localhost:3001';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // As tsconfig.json says, which is not found from a folder with signs like `#` or `[` in its name.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist/page',
    target: 'es2022',
    // Everything is a file of its own: the page's Content-Security-Policy has no room for inline parts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    // As the page's own origin: the server takes no calls of others.
    proxy: { '/movie.v1.MovieService': { target: server, changeOrigin: false } },
  },
});
