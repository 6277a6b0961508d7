// Builds the page, unless it was built from the sources as they are. The server serves what this writes.
import { fileURLToPath } from 'node:url';
import { isPageCurrent, stampPage } from './page-stamp.js';

if (!(await isPageCurrent())) {
  // Loaded only now: it takes longer than everything above.
  const { build } = await import('vite');
  const configFile = fileURLToPath(new URL('../vite.config.js', import.meta.url));
  await stampPage(() => build({ configFile, logLevel: 'warn' }));
}
