import { createLog, type Host, isPretty, type Log } from 'grpc-host';
import { MovieCatalog } from 'movie-catalog';
import { collectGarbage } from './collect-garbage.js';
import { explainFailure } from './explain-failure.js';
import { fail } from './fail.js';
import { closeInTheEnd, openStore, openUnlessStopped } from './open-store.js';
import { startMovieServer } from './server.js';
import { serverOptions } from './server-options.js';
import { readSettings, type Settings } from './settings.js';
import type { StopSignals } from './stop-signals.js';

/** Runs the server from its command line until a signal comes, and ends the process. */
export async function runServer(process: NodeJS.Process, stop: StopSignals): Promise<never> {
  const settings = await readSettings(process);
  const { logLevel, logFormat, host, metricsPort, workers } = settings.options;
  const log = createLog(logLevel, logFormat, process.stdout, process.stderr);
  process.on('exit', log.flush);
  stop.onAgain = (signal) => log.log.warn(`${signal} again: ending at once.`);
  for (const warning of settings.warnings) log.log.warn(warning);
  const isLogPretty = isPretty(logFormat, process.stdout);
  try {
    if (workers === 1) await serve(settings, log, isLogPretty, stop);
    else {
      const { runPrimary } = await import('./workers/run-primary.js');
      await runPrimary({ process, settings, log, isLogPretty, stop });
    }
  } catch (error) {
    const explanation = explainFailure(error, host, metricsPort);
    if (explanation === undefined) throw error;
    fail(process, [explanation], 1);
  }
  process.exit(0);
}

/** Serves until a signal comes. One that comes during the start ends the server as soon as its store can be closed. */
async function serve(settings: Settings, log: Log, isLogPretty: boolean, stop: StopSignals): Promise<void> {
  const { options } = settings;
  const store = await openStore(options, log.log);
  const open = () => MovieCatalog.open(store, { historySize: options.watchHistory });
  const catalog = await openUnlessStopped(store, open, stop.first);
  if (catalog === undefined) {
    log.log.info(`${await stop.first}: the database was not opened yet. Bye.`);
    return;
  }
  try {
    collectGarbage();
    const server = stop.haveCome ? undefined : await start(settings, catalog, log, isLogPretty);
    log.log.info(`${await stop.first}: shutting down.`);
    await server?.close(options.shutdownGrace);
  } finally {
    await closeInTheEnd(catalog, log.log);
  }
  log.log.info('Bye.');
}

async function start(settings: Settings, catalog: MovieCatalog, log: Log, isLogPretty: boolean): Promise<Host> {
  const server = await startMovieServer(serverOptions(settings, catalog, log, isLogPretty));
  log.log.info(`Movie server listening on ${server.address}, ${catalog.size} movies.`);
  if (server.metricsPort !== undefined) log.log.info(`Metrics at http://127.0.0.1:${server.metricsPort}/metrics.`);
  // Whoever starts a server waits for these lines.
  log.flush();
  return server;
}
