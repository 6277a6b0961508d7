import { expect, test } from '@jest/globals';
import { MemoryStore, MovieCatalog } from 'movie-catalog';
import { programMetrics } from './program-metrics.js';

test('the metrics say whether the database can be reached, and how many lines of the log were dropped', async () => {
  const catalog = await MovieCatalog.open(new MemoryStore([]));
  const metrics = programMetrics(catalog, { droppedLines: () => 3 });
  const values = () => Object.fromEntries(metrics.map(({ name, read }) => [name, read()]));
  expect(values()).toEqual({ movie_store_connected: 1, grpc_server_log_lines_dropped_total: 3 });
  await catalog.close();
  expect(values()).toMatchObject({ movie_store_connected: 0 });
});
