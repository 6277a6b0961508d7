import type { Log, ProgramMetric } from 'grpc-host';
import type { MovieCatalog } from 'movie-catalog';
import type { WorkerPool } from './workers/worker-pool.js';

/** What a server measures beside its calls; docs/operations.md lists it. */
export function programMetrics(catalog: MovieCatalog, log: Pick<Log, 'droppedLines'>): ProgramMetric[] {
  return [
    {
      name: 'movie_store_connected',
      help: 'Whether the database can be reached: 1 or 0.',
      kind: 'gauge',
      // Of several workers, the worst counts.
      aggregator: 'min',
      read: () => Number(catalog.isConnected),
    },
    droppedLogLines(log),
  ];
}

/** What the primary measures beside what its workers do. */
export function poolMetrics(
  pool: Pick<WorkerPool, 'serving' | 'restarts'>,
  log: Pick<Log, 'droppedLines'>,
): ProgramMetric[] {
  return [
    { name: 'movie_workers', help: 'Workers that serve.', kind: 'gauge', read: () => pool.serving.length },
    {
      name: 'movie_worker_restarts_total',
      help: 'How many times a worker was started again.',
      kind: 'counter',
      read: () => pool.restarts,
    },
    droppedLogLines(log),
  ];
}

function droppedLogLines({ droppedLines }: Pick<Log, 'droppedLines'>): ProgramMetric {
  return {
    name: 'grpc_server_log_lines_dropped_total',
    help: 'Lines of the log that could not be written.',
    kind: 'counter',
    read: droppedLines,
  };
}
