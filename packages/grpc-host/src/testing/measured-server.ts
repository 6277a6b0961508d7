/** A program: a host whose memory a test can ask for. Run it with --expose-gc and an IPC channel. */
import { once } from 'node:events';
import { startTextServer } from './start-text-server.js';

// Small ones, because what a message takes besides its bytes counts as well.
const TEXTS = Array.from({ length: 5_000 }, (_, n) => `The text with number ${n}, which is about as long as a movie.`);

const { port } = await startTextServer(
  {
    unary: (text) => text,
    *download() {
      yield* TEXTS;
    },
    async upload(requests) {
      for await (const _ of requests);
      return '';
    },
    async *chat(_requests, { signal }) {
      yield 'welcome';
      await once(signal, 'abort');
    },
  },
  { limits: { maxMessageSize: 2 ** 20 } },
);

/** What the process holds when all that can be freed is, in bytes. */
function memory(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

process.on('message', () => process.send?.(memory()));
process.on('disconnect', () => process.exit());
process.send?.(port);
