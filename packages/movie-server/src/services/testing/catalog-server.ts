import { credentials } from '@grpc/grpc-js';
import { MovieClient as TutorialClient, v1 } from 'movie-proto';
import { pino } from 'pino';
import { MovieCatalog } from '../../catalog/catalog.js';
import { OPTIONS } from '../../options.js';
import { parseOptions } from '../../parse-options.js';
import { createMovieServer, type MovieServerOptions } from '../../server.js';
import { MemoryStore } from '../../stores/memory-store.js';
import type { Store } from '../../stores/store.js';
import { EventLog } from '../../stores/testing/event-log.js';
import { OPEN } from '../write-access.js';
import { CALLER_OPTIONS } from './movie-calls.js';

/** How a test's server differs from one without options. */
export interface CatalogServerOptions extends Partial<Omit<MovieServerOptions, 'catalog' | 'log'>> {
  /** An empty one in memory if it isn't given. */
  readonly store?: Store;
  readonly historySize?: number;
}

/** A server on a free port, its callers, and what can be seen inside. */
export interface CatalogServer {
  readonly port: number;
  readonly client: v1.MovieServiceClient;
  /** Calls the tutorial's service. */
  readonly tutorial: TutorialClient;
  readonly catalog: MovieCatalog;
  /** The lines of the log. */
  readonly log: EventLog<string>;
  close(): Promise<void>;
}

const running: CatalogServer[] = [];

/** Starts a server, which `closeServers` closes. */
export async function startServer({ store, historySize, ...options }: CatalogServerOptions = {}) {
  const catalog = await MovieCatalog.open(store ?? new MemoryStore(), { historySize });
  const { values } = parseOptions(OPTIONS, ['--host', '127.0.0.1', '--port', '0'], {});
  const log = new EventLog<string>();
  const server = await createMovieServer({
    ...values,
    limits: values,
    writeAccess: OPEN,
    callLogLevel: 'info',
    ...options,
    catalog,
    log: pino({ base: null }, { write: (line: string) => log.add(line) }),
  });
  const address = `127.0.0.1:${server.port}`;
  const client = new v1.MovieServiceClient(address, credentials.createInsecure(), CALLER_OPTIONS);
  const tutorial = new TutorialClient(address, credentials.createInsecure());
  const close = async () => {
    client.close();
    tutorial.close();
    await server.close(1_000);
    await catalog.close();
  };
  const started: CatalogServer = { port: server.port, client, tutorial, catalog, log, close };
  running.push(started);
  return started;
}

/** Closes all servers that were started; for `afterEach`. */
export async function closeServers(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.close()));
}
