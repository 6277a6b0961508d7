import { type Client, credentials } from '@grpc/grpc-js';
import type { Host } from 'grpc-host';
import { MemoryStore, type Movie, MovieCatalog, type Store } from 'movie-catalog';
import { connect, RecordedLog } from 'test-kit';
import { hostOptions } from '../options/host-options.js';
import { OPTIONS } from '../options/options.js';
import { parseOptions } from '../options/parse-options.js';
import { type MovieServerOptions, startMovieServer } from '../server.js';
import { OPEN } from '../services/write-access.js';

/** How a test's server differs from one that is started without options. */
export interface TestServerOptions extends Partial<Omit<MovieServerOptions, 'catalog' | 'log'>> {
  /** As on the command line: `['--max-connections', '2']`. */
  readonly flags?: readonly string[];
  /** What is in the catalog; nothing by default. */
  readonly movies?: readonly Movie[];
  /** The store; in memory by default. Gets the server's log. */
  readonly store?: (log: RecordedLog) => Store;
}

/** A movie server in this process, and a client that is connected to it. */
export interface TestServer extends Host, AsyncDisposable {
  readonly client: Client;
  readonly catalog: MovieCatalog;
  readonly log: RecordedLog;
}

/** grpc-js copies up to a megabyte of what a call has sent, at each message, in case it retries. This keeps it quick. */
const CLIENT_OPTIONS = { 'grpc.per_rpc_retry_buffer_size': 16_384 };

/** Starts a server on a free port of loopback. Everyone may write, unless the options say otherwise. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { flags = [], movies = [], store = () => new MemoryStore(movies), ...given } = options;
  const { values, mistakes } = parseOptions(OPTIONS, flags, {});
  if (mistakes.length > 0) throw new Error(mistakes.join(' '));
  const log = new RecordedLog();
  const catalog = await MovieCatalog.open(store(log), { historySize: values.watchHistory });
  const { maxImportSize, watchCheckpoint } = values;
  const own = { host: '127.0.0.1', port: 0, maxImportSize, watchCheckpoint, writeAccess: OPEN };
  const host = await startMovieServer({ ...hostOptions(values), ...own, ...given, catalog, log: log.logger });
  const { address } = host;
  const client = connect(address, credentials.createInsecure(), CLIENT_OPTIONS);
  const dispose = async () => {
    client.close();
    await host.close(1_000);
    await catalog.close();
  };
  return { ...host, client, catalog, log, [Symbol.asyncDispose]: dispose };
}
