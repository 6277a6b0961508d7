/** A program: a movie server whose memory a test can ask for. Run with --expose-gc and an IPC channel. */
import { sampleMovie } from '../stores/testing/sample-movie.js';
import { startServer } from './start-server.js';

// Small ones, for what a message takes beside its bytes counts as well.
const movies = Array.from({ length: 5_000 }, (_, n) => sampleMovie(`m${n}`));
const flags = ['--max-message-size', '1MiB'];
const { port } = await startServer({ movies, flags });

/** What the process holds after all that can be freed was, in bytes. */
function memory(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

process.on('message', () => process.send?.(memory()));
process.on('disconnect', () => process.exit());
process.send?.(port);
