import { v1 } from 'movie-proto';
import { missingPostgres, PostgresServer } from 'test-kit';
import { type Bench, withSubjects } from './bench.js';
import { countMessages } from './capacity.js';
import { measurePostgresCapacity } from './postgres-capacity.js';
import { RawConnection } from './raw-connection.js';
import { figure, type Result, ratio } from './result.js';
import { quantile } from './statistics.js';
import type { Subject } from './subject.js';
import { movieServer } from './subjects.js';

const SERVICE = '/movie.v1.MovieService';
/** Writes in progress at all servers together. */
const WRITERS = 64;
const COMMITS = 4_000;
/** How many commits are timed from one server to a watcher on another. */
const TIMED = 300;

/** What several servers on one PostgreSQL do together. */
export async function measureServers(bench: Bench): Promise<Result[]> {
  const missing = missingPostgres();
  if (missing !== undefined) {
    bench.note(`Servers on one PostgreSQL are left out: ${missing}`);
    return [];
  }
  bench.note('Servers on one PostgreSQL (fsync is off)');
  await using postgres = await PostgresServer.start();
  return [...(await measureCommits(bench, postgres)), ...(await measurePostgresCapacity(bench, postgres))];
}

async function measureCommits(bench: Bench, postgres: PostgresServer): Promise<Result[]> {
  const url = await postgres.createDatabase();
  const specs = Array.from({ length: 4 }, (_, index) => movieServer(bench.node, url, `server-${index}`));
  return await withSubjects(bench, specs, async (servers) => {
    const [one = [], four = []] = await commitsOf(bench, servers);
    const alone = { what: 'those of 1 server', values: one };
    const { medians, worst } = await delaysOf(bench, servers);
    return [
      figure('Commits of 1 server, 64 writers', one, 'a second'),
      ratio('Commits of 4 servers, 64 writers', four, 'a second', alone),
      figure('From an acknowledgement to a watcher on another server, median', medians, 'ms'),
      figure('From an acknowledgement to a watcher on another server, p99', worst, 'ms', 100),
    ];
  });
}

/** Commits a second of the first server alone, and of all. */
async function commitsOf(bench: Bench, servers: readonly Subject[]): Promise<number[][]> {
  const values: number[][] = [[], []];
  for (let round = 0; round <= bench.rounds; round++) {
    for (const [index, some] of [servers.slice(0, 1), servers].entries()) {
      const perSecond = await commitsASecond(some);
      if (round > 0) values[index]?.push(perSecond);
    }
  }
  return values;
}

async function commitsASecond(servers: readonly Subject[]): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(servers.map(({ port }) => createMovies(port, WRITERS / servers.length, COMMITS / servers.length)));
  return (COMMITS * 1_000) / (performance.now() - startedAt);
}

async function createMovies(port: number, writers: number, count: number): Promise<void> {
  const connection = await RawConnection.open(port, `${SERVICE}/CreateMovie`);
  let next = 0;
  const write = async () => {
    while (next++ < count) await create(connection);
  };
  await Promise.all(Array.from({ length: writers }, write));
  connection.close();
}

/** @throws Error if the server refuses it */
async function create(connection: RawConnection): Promise<void> {
  const movie = v1.Movie.create({ title: 'Up', rating: 8.3, director: 'Pete Docter', releaseYear: 2009 });
  let answered = 0;
  await connection.call(v1.CreateMovieRequest.encode({ movie }).finish(), (chunk) => {
    answered += chunk.length;
  });
  if (answered === 0) throw new Error('CreateMovie failed.');
}

/** How long after an acknowledgement of the first server a watcher on the last one has the movie, in milliseconds. */
async function delaysOf(bench: Bench, servers: readonly Subject[]) {
  const [writer, watcher] = [servers.at(0), servers.at(-1)];
  if (!writer || !watcher) throw new Error('There are no servers.');
  const [medians, worst]: [number[], number[]] = [[], []];
  for (let round = 0; round < bench.rounds; round++) {
    const delays = await timeCommits(writer, watcher);
    medians.push(quantile(delays, 0.5));
    worst.push(quantile(delays, 0.99));
  }
  return { medians, worst };
}

async function timeCommits(writer: Subject, watcher: Subject): Promise<number[]> {
  const watch = await RawConnection.open(watcher.port, `${SERVICE}/WatchMovies`);
  const connection = await RawConnection.open(writer.port, `${SERVICE}/CreateMovie`);
  let onMessage = () => {};
  const nextMessage = () => new Promise<void>((resolve) => (onMessage = resolve));
  const checkpoint = nextMessage();
  // Fails when the connection is closed.
  watch
    .call(
      v1.WatchMoviesRequest.encode({ resumeToken: '', skipExisting: true }).finish(),
      countMessages(() => onMessage()),
    )
    .catch(() => {});
  await checkpoint;
  const delays: number[] = [];
  while (delays.length < TIMED) {
    const arrival = nextMessage().then(() => performance.now());
    await create(connection);
    const acknowledged = performance.now();
    delays.push(Math.max(0, (await arrival) - acknowledged));
  }
  for (const opened of [watch, connection]) opened.close();
  return delays;
}
