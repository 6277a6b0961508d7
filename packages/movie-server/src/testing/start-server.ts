import { pino } from 'pino';
import { MovieCatalog } from '../catalog/catalog.js';
import type { Movie } from '../catalog/movie.js';
import { OPTIONS } from '../options.js';
import { parseOptions } from '../parse-options.js';
import { createMovieServer, type MovieServer, type MovieServerOptions } from '../server.js';
import { OPEN } from '../services/write-access.js';
import { MemoryStore } from '../stores/memory-store.js';
import { sampleMovie } from '../stores/testing/sample-movie.js';
import { later } from './clean-up.js';

/** A movie server in this process. */
export interface TestServer extends MovieServer {
  readonly catalog: MovieCatalog;
  /** Where a gRPC client finds it. */
  readonly address: string;
}

export interface TestServerOptions extends Partial<MovieServerOptions> {
  /** As on the command line: `['--max-connections', '2']`. */
  readonly flags?: readonly string[];
  /** What is in the catalog; one movie, `m1`, without. */
  readonly movies?: readonly Movie[];
}

/** Starts a movie server on a free port of this machine, with the defaults of the command line. `cleanUp` ends it. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { flags = [], movies = [sampleMovie('m1')], ...given } = options;
  const { values, mistakes } = parseOptions(OPTIONS, flags, {});
  if (mistakes.length > 0) throw new Error(mistakes.join(' '));
  const historySize = values.watchHistory;
  const catalog = given.catalog ?? (await MovieCatalog.open(new MemoryStore(movies), { historySize }));
  const server = await createMovieServer({
    ...values,
    host: '127.0.0.1',
    port: 0,
    limits: values,
    writeAccess: OPEN,
    log: pino({ level: 'silent' }),
    callLogLevel: 'info',
    ...given,
    catalog,
  });
  later(() => server.close(0));
  return { ...server, catalog, address: `127.0.0.1:${server.port}` };
}
