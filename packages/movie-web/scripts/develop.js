// Serves the page as its sources are saved, and passes its calls to a running server.
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const server = await createServer({ configFile: fileURLToPath(new URL('../vite.config.js', import.meta.url)) });
await server.listen();
server.printUrls();
