import type { PostgresServer } from 'test-kit';
import { type Bench, withSubject } from './bench.js';
import { importMovies } from './import-call.js';
import { figure, type Result } from './result.js';
import { movieServer } from './subjects.js';

const MOVIES = 1_000_000;
const IMPORT = 100_000;
const MIB = 2 ** 20;

/** How a server on PostgreSQL imports movies until it has a million, and then starts with them. */
export async function measurePostgresCapacity(bench: Bench, postgres: PostgresServer): Promise<Result[]> {
  bench.note('A server with 1,000,000 movies on PostgreSQL');
  const server = movieServer(bench.node, await postgres.createDatabase());
  const imports = await withSubject(bench, server, async ({ port }) => {
    const seconds: number[] = [];
    for (let first = 0; first < MOVIES; first += IMPORT) {
      const startedAt = performance.now();
      await importMovies(port, first, IMPORT);
      seconds.push((performance.now() - startedAt) / 1_000);
    }
    return seconds;
  });
  const starts: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < Math.min(bench.rounds, 3); round++) {
    await withSubject(bench, server, async (subject) => {
      starts.push(subject.startMs / 1_000);
      memory.push(subject.memory() / MIB);
    });
  }
  return [
    figure('ImportMovies of 100,000 on PostgreSQL, wall time', imports, 's', 10),
    figure('Start with 1,000,000 movies on PostgreSQL', starts, 's', 6),
    figure('Memory with 1,000,000 movies on PostgreSQL', memory, 'MiB'),
  ];
}
