import { formatAddress, type Log, listenAt, type MetricsEndpoint } from 'grpc-host';
import { isPostgresUrl } from 'movie-catalog';
import { StoreHub } from 'movie-catalog/channel';
import { collectGarbage } from '../collect-garbage.js';
import { closeInTheEnd, openStore, openUnlessStopped } from '../open-store.js';
import { poolMetrics } from '../program-metrics.js';
import type { Settings } from '../settings.js';
import type { StopSignals } from '../stop-signals.js';
import { Worker } from './worker.js';
import { WorkerPool } from './worker-pool.js';

/** The primary process, and what it was started with. */
interface Primary {
  readonly process: NodeJS.Process;
  readonly settings: Settings;
  readonly log: Log;
  readonly isLogPretty: boolean;
  readonly stop: StopSignals;
}

/** Serves by several workers until a signal comes. They share the hub of a file; PostgreSQL each reaches by itself. */
export async function runPrimary(primary: Primary): Promise<void> {
  const { settings, log, stop } = primary;
  const { database, watchHistory: historySize } = settings.options;
  if (isPostgresUrl(database)) return await runWorkers(primary);
  const store = await openStore(settings.options, log.log);
  const hub = await openUnlessStopped(store, () => StoreHub.open(store, { log: log.log, historySize }), stop.first);
  if (hub) await runWorkers(primary, hub);
  else log.log.info(`${await stop.first}: the database was not opened yet. Bye.`);
}

async function runWorkers({ process, settings, log, isLogPretty, stop }: Primary, hub?: StoreHub): Promise<void> {
  const { options, addresses } = settings;
  const pool = new WorkerPool(options.workers, log, (number, listener) => {
    const worker = new Worker(process.argv.slice(2), { number, addresses, isLogPretty }, listener);
    hub?.serve(worker.storePort);
    return worker;
  });
  // However this process ends, short of being killed: then its workers notice by themselves.
  process.on('exit', () => pool.kill());
  try {
    collectGarbage();
    const server = stop.haveCome ? undefined : await serve(settings, pool, log, stop);
    log.log.info(`${await stop.first}: shutting down.`);
    server?.listener.close();
    await pool.shutDown(options.shutdownGrace);
    server?.metrics?.close();
  } finally {
    pool.kill();
    if (hub) await closeInTheEnd(hub, log.log);
  }
  log.log.info('Bye.');
}

/** Starts the workers, and listens when all of them serve; undefined if a signal comes before. */
async function serve({ options, addresses }: Settings, pool: WorkerPool, log: Log, stop: StopSignals) {
  const movies = await Promise.race([pool.start(), stop.first]);
  if (stop.haveCome) return undefined;
  const { host, port, socketMode, metricsPort } = options;
  const metrics = metricsPort === undefined ? undefined : await serveMetrics(metricsPort, pool, log);
  const listener = await listenAt({ host, port, addresses, socketMode }, pool.connections.accept, true);
  const address = formatAddress(host, listener.port);
  log.log.info(`Movie server listening on ${address}, ${movies} movies, ${options.workers} workers.`);
  if (metrics) log.log.info(`Metrics at http://127.0.0.1:${metrics.port}/metrics.`);
  // Whoever starts a server waits for these lines.
  log.flush();
  return { listener, metrics };
}

async function serveMetrics(port: number, pool: WorkerPool, log: Log): Promise<MetricsEndpoint> {
  // Loaded only if they are served: prom-client takes a tenth of the time of a start.
  const { serveSharedMetrics } = await import('grpc-host/shared-metrics');
  return await serveSharedMetrics({ port, programMetrics: poolMetrics(pool, log) }, () => pool.serving);
}
