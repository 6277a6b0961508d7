import { setTimeout } from 'node:timers/promises';
import { v1 } from 'movie-proto';
import { type Bench, withSubject } from './bench.js';
import { getById } from './catalog-calls.js';
import { expectAnswer, makeCalls } from './load.js';
import { makeDatabase } from './movies.js';
import { RawConnection } from './raw-connection.js';
import { figure, type Result, ratio } from './result.js';
import { quantile } from './statistics.js';
import { movieServer } from './subjects.js';

/** How long a call waits while others ask for much. */
export async function measureFairness(bench: Bench): Promise<Result[]> {
  return [...(await measureBesideLists(bench)), ...(await measureSearch(bench))];
}

/** The p99 of GetMovieByID during calls of long lists, and during as many calls of GetMovieByID. */
async function measureBesideLists(bench: Bench): Promise<Result[]> {
  bench.note('GetMovieByID while four clients list 100,000 movies in a loop');
  return withSubject(bench, movieServer(bench.node, makeDatabase(bench.folder, 100_000)), async (subject) => {
    const besideLists: number[] = [];
    const besideCalls: number[] = [];
    for (let round = 0; round <= bench.rounds; round++) {
      const lists = await probe(subject.port, () => loop(subject.port, '/Movie/GetListMovies', new Uint8Array(), 1));
      const { path, request } = getById(1_000);
      const calls = await probe(subject.port, () => loop(subject.port, path, request(0), 20));
      if (round === 0) continue;
      besideLists.push(lists);
      besideCalls.push(calls);
    }
    const base = { what: 'beside unary calls', values: besideCalls };
    return [ratio('p99 of GetMovieByID beside lists', besideLists, 'ms', base, { atMost: 5 })];
  });
}

/** How long the first search takes, which builds the index, and the p99 of GetMovieByID before it and meanwhile. */
async function measureSearch(bench: Bench): Promise<Result[]> {
  bench.note('The first search among 100,000 movies');
  const database = makeDatabase(bench.folder, 100_000);
  const request = v1.SearchMoviesRequest.encode(v1.SearchMoviesRequest.create({ query: 'movie 4711' })).finish();
  const seconds: number[] = [];
  const quiet: number[] = [];
  const meanwhile: number[] = [];
  for (let round = 0; round < bench.rounds; round++) {
    await withSubject(bench, movieServer(bench.node, database), async ({ port }) => {
      // The first calls are slow: the program isn't compiled yet.
      await makeCalls(port, getById(1_000));
      quiet.push(await probeUntil(port, setTimeout(1_000)));
      const connection = await RawConnection.open(port, '/movie.v1.MovieService/SearchMovies');
      const startedAt = performance.now();
      const search = expectAnswer(connection, request).then(() => seconds.push((performance.now() - startedAt) / 1000));
      meanwhile.push(await probeUntil(port, search));
      connection.close();
    });
  }
  const base = { what: 'before it', values: quiet };
  return [
    figure('First search among 100,000 movies', seconds, 's', 1),
    ratio('p99 of GetMovieByID during the first search', meanwhile, 'ms', base, { atMost: 5 }),
  ];
}

/** Starts four clients that repeat a call until stopped. */
async function loop(port: number, path: string, request: Uint8Array, concurrency: number): Promise<() => void> {
  let stopped = false;
  const connections = await Promise.all(Array.from({ length: 4 }, () => RawConnection.open(port, path)));
  for (const connection of connections) {
    for (let index = 0; index < concurrency; index++) {
      const callOn = async () => {
        while (!stopped) await connection.call(request, () => {});
      };
      // The last calls fail when we close the connection.
      callOn().catch(() => {});
    }
  }
  return () => {
    stopped = true;
    for (const connection of connections) connection.close();
  };
}

/** The p99 in milliseconds of one call at a time, during other load. */
async function probe(port: number, startLoad: () => Promise<() => void>): Promise<number> {
  const stopLoad = await startLoad();
  const latency = await probeUntil(port, setTimeout(3_000));
  stopLoad();
  return latency;
}

/** The p99 in milliseconds of one call at a time, until something has ended. */
async function probeUntil(port: number, end: Promise<unknown>): Promise<number> {
  const { path, request } = getById(1_000);
  const connection = await RawConnection.open(port, path);
  const latencies: number[] = [];
  let hasEnded = false;
  const ended = end.finally(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    const startedAt = performance.now();
    await connection.call(request(latencies.length), () => {});
    latencies.push(performance.now() - startedAt);
  }
  connection.close();
  await ended;
  return quantile(latencies, 0.99);
}
