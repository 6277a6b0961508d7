import { createLog, type Log } from 'grpc-host';
import { isPostgresUrl, MovieCatalog } from 'movie-catalog';
import { openChannelStore } from 'movie-catalog/channel';
import { collectGarbage } from '../collect-garbage.js';
import { explainFailure } from '../explain-failure.js';
import { closeInTheEnd, openStore, openUnlessStopped } from '../open-store.js';
import { OPTIONS, type Options } from '../options/options.js';
import { parseOptions } from '../options/parse-options.js';
import { startMovieServer } from '../server.js';
import { serverOptions } from '../server-options.js';
import type { WorkerStart } from './messages.js';
import type { PrimaryChannel } from './primary-channel.js';

/** Runs a worker until the primary ends it, and ends the process. */
export async function runWorker(process: NodeJS.Process, primary: PrimaryChannel): Promise<never> {
  const start = await primary.start;
  // The primary has checked them.
  const { values: options } = parseOptions(OPTIONS, process.argv.slice(2), process.env);
  // The primary gives the log its format.
  const log = createLog(options.logLevel, 'json', process.stdout, process.stderr, { worker: start.number });
  process.on('exit', log.flush);
  try {
    await serve(options, start, log, primary);
  } catch (error) {
    const explanation = explainFailure(error, options.host);
    if (explanation === undefined) throw error;
    await primary.send({ kind: 'failed', explanation });
    process.exit(1);
  }
  process.exit(0);
}

async function serve(options: Options, start: WorkerStart, log: Log, primary: PrimaryChannel): Promise<void> {
  const { addresses, isLogPretty } = start;
  // Each worker has a connection of its own to PostgreSQL; a file is that of the primary.
  const isShared = isPostgresUrl(options.database);
  const store = isShared ? await openStore(options, log.log) : openChannelStore(primary.storePort);
  const open = () => MovieCatalog.open(store, { historySize: options.watchHistory });
  const catalog = await openUnlessStopped(store, open, primary.shutDown);
  if (catalog === undefined) return;
  try {
    collectGarbage();
    if (primary.isShuttingDown) return;
    const server = await startMovieServer({
      ...serverOptions({ options, addresses }, catalog, log, isLogPretty),
      openListener: primary.openListener,
      // The primary serves them.
      collectMetrics: options.metricsPort !== undefined,
      metricsPort: undefined,
    });
    primary.readMetrics = server.readMetrics;
    await primary.send({ kind: 'serving', movies: catalog.size });
    await server.close(await primary.shutDown);
  } finally {
    await closeInTheEnd(catalog, log.log);
  }
}
