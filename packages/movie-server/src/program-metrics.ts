import type { Log, ProgramMetric } from 'grpc-host';
import type { MovieCatalog } from 'movie-catalog';

/** What the server measures beside its calls; docs/operations.md lists it. */
export function programMetrics(catalog: MovieCatalog, { droppedLines }: Pick<Log, 'droppedLines'>): ProgramMetric[] {
  return [
    {
      name: 'movie_store_connected',
      help: 'Whether the database can be reached: 1 or 0.',
      kind: 'gauge',
      read: () => Number(catalog.isConnected),
    },
    {
      name: 'grpc_server_log_lines_dropped_total',
      help: 'Lines of the log that could not be written.',
      kind: 'counter',
      read: droppedLines,
    },
  ];
}
