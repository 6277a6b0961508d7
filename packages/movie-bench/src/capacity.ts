import { setTimeout } from 'node:timers/promises';
import { v1 } from 'movie-proto';
import { type Bench, withSubject } from './bench.js';
import { getById } from './catalog-calls.js';
import { measureFairness } from './fairness.js';
import { importMovies } from './import-call.js';
import { expectAnswer, makeCalls, measure, responseOf } from './load.js';
import { makeDatabase, movieAt } from './movies.js';
import { RawConnection } from './raw-connection.js';
import { figure, type Result, ratio } from './result.js';
import { quantile } from './statistics.js';
import type { Subject } from './subject.js';
import { movieServer } from './subjects.js';

const SERVICE = '/movie.v1.MovieService';
const MIB = 2 ** 20;

/** How the movie server handles many movies, many watchers and callers that don't read. */
export async function measureCapacity(bench: Bench): Promise<Result[]> {
  return [
    ...(await measureWatchers(bench)),
    ...(await measureStart(bench)),
    ...(await measureImport(bench)),
    ...(await measureCreate(bench)),
    ...(await measureSlowReaders(bench)),
    ...(await measureFairness(bench)),
  ];
}

/** What it costs to send a change to 1,000 watchers: changes with watchers, minus the same changes without. */
async function measureWatchers(bench: Bench): Promise<Result[]> {
  bench.note('One change to 1,000 watchers');
  const watchers = 1_000;
  const changes = 20;
  const database = makeDatabase(bench.folder, 7, 'watched.json');
  return withSubject(bench, movieServer(bench.node, database), async (subject) => {
    const alone: number[] = [];
    const watched: number[] = [];
    const unary: number[] = [];
    for (let round = 0; round <= bench.rounds; round++) {
      const call = await measure(subject, 15_000, () => makeCalls(subject.port, getById(6)));
      const without = await measure(subject, 1, () => changeMovie(subject.port, changes));
      const { connections, arrivals } = await watch(subject, watchers);
      const goal = arrivals() + watchers * changes;
      const withThem = await measure(subject, 1, async () => {
        await changeMovie(subject.port, changes);
        while (arrivals() < goal) await setTimeout(1);
      });
      for (const connection of connections) connection.close();
      if (round === 0) continue;
      unary.push(call.cpuPerUnit);
      alone.push(without.cpuPerUnit);
      watched.push((withThem.cpuPerUnit - without.cpuPerUnit) / (watchers * changes));
    }
    const base = { what: 'GetMovieByID', values: unary };
    return [ratio('WatchMovies, a change to 1,000 watchers', watched, 'µs a delivery', base, { timesLess: 8 })];
  });
}

/** Opens watches, and waits until each has its first checkpoint. `arrivals` counts the messages of all of them. */
async function watch(subject: Subject, count: number) {
  const perConnection = 100;
  const connections: RawConnection[] = [];
  const request = v1.WatchMoviesRequest.encode({ resumeToken: '', skipExisting: true }).finish();
  let messages = 0;
  for (let index = 0; index < count; index += perConnection) {
    const connection = await RawConnection.open(subject.port, `${SERVICE}/WatchMovies`);
    connections.push(connection);
    for (let stream = 0; stream < perConnection; stream++) {
      const count = countMessages(() => messages++);
      // Fails when we close the connection.
      connection.call(request, count).catch(() => {});
    }
  }
  while (messages < count) await setTimeout(5);
  return { connections, arrivals: () => messages };
}

/** Begins a call whose answer is not read. */
async function openUnread(port: number, path: string): Promise<RawConnection> {
  const connection = await RawConnection.open(port, path);
  connection.stopReading();
  connection.call(new Uint8Array(), () => {}).catch(() => {});
  return connection;
}

/** Finds the messages in the bytes of a response. */
export function countMessages(onMessage: () => void): (chunk: Buffer) => void {
  let unread: Buffer = Buffer.alloc(0);
  return (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    while (unread.length >= 5 && unread.length >= 5 + unread.readUInt32BE(1)) {
      unread = unread.subarray(5 + unread.readUInt32BE(1));
      onMessage();
    }
  };
}

// Only the seventh movie changes. The calls ask for the first six, so their answers stay the same.
let changesMade = 0;

async function changeMovie(port: number, times: number): Promise<void> {
  const connection = await RawConnection.open(port, `${SERVICE}/UpdateMovie`);
  for (let time = 0; time < times; time++) {
    const movie = v1.Movie.create({ id: movieAt(6).id, title: `Changed for the ${++changesMade}th time` });
    await expectAnswer(connection, v1.UpdateMovieRequest.encode(v1.UpdateMovieRequest.create({ movie })).finish());
  }
  connection.close();
}

async function measureStart(bench: Bench): Promise<Result[]> {
  bench.note('Start with 1,000,000 movies');
  const database = makeDatabase(bench.folder, 1_000_000);
  const times: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < Math.min(bench.rounds, 3); round++) {
    await withSubject(bench, movieServer(bench.node, database), async (subject) => {
      times.push(subject.startMs / 1000);
      // The calls cause a collection of the garbage from the start, so that memory is steady.
      await makeCalls(subject.port, getById(1_000));
      memory.push(subject.memory() / MIB);
    });
  }
  return [
    figure('Start with 1,000,000 movies', times, 's', 2),
    figure('Memory with 1,000,000 movies', memory, 'MiB', 350),
  ];
}

async function measureImport(bench: Bench): Promise<Result[]> {
  bench.note('Import of 100,000 movies');
  const movies = 100_000;
  const seconds: number[] = [];
  for (let round = 0; round < bench.rounds; round++) {
    const database = makeDatabase(bench.folder, 7, 'imported.json');
    await withSubject(bench, movieServer(bench.node, database), async (subject) => {
      const { cpuPerUnit } = await measure(subject, 1, () => importMovies(subject.port, 100, movies));
      seconds.push(cpuPerUnit / 1e6);
    });
  }
  return [figure('ImportMovies of 100,000', seconds, 's', 2)];
}

/** The time of one create after another, each of which is on the disk when it is answered. */
async function measureCreate(bench: Bench): Promise<Result[]> {
  bench.note('CreateMovie in a JSON file of 100,000 movies');
  const creates = 20;
  const database = makeDatabase(bench.folder, 100_000, 'created.json');
  return withSubject(bench, movieServer(bench.node, database), async (subject) => {
    const connection = await RawConnection.open(subject.port, `${SERVICE}/CreateMovie`);
    const medians: number[] = [];
    for (let round = 0; round <= bench.rounds; round++) {
      const latencies: number[] = [];
      for (let index = 0; index < creates; index++) {
        const movie = v1.Movie.create({ ...movieAt(100_000 + index), id: `created-${round}-${index}` });
        const request = v1.CreateMovieRequest.encode(v1.CreateMovieRequest.create({ movie })).finish();
        const startedAt = performance.now();
        await expectAnswer(connection, request);
        latencies.push(performance.now() - startedAt);
      }
      if (round > 0) medians.push(quantile(latencies, 0.5));
    }
    connection.close();
    return [figure('CreateMovie in a JSON file of 100,000 movies', medians, 'ms', 25)];
  });
}

async function measureSlowReaders(bench: Bench): Promise<Result[]> {
  bench.note('200 readers that never read');
  const readers = 200;
  const path = '/Movie/GetListMovies';
  return withSubject(bench, movieServer(bench.node, makeDatabase(bench.folder, 100_000)), async (subject) => {
    // As in production, lists, calls and some readers have taken memory before that isn't these readers'.
    for (let list = 0; list < 10; list++) await responseOf(subject.port, path, new Uint8Array());
    await makeCalls(subject.port, getById(1_000));
    await setTimeout(1_000);
    const open = (count: number) => Promise.all(Array.from({ length: count }, () => openUnread(subject.port, path)));
    const first = await open(50);
    await setTimeout(2_000);
    const before = subject.memory();
    const others = await open(readers);
    await setTimeout(2_000);
    const perReader = (subject.memory() - before) / readers / 1024;
    for (const connection of [...first, ...others]) connection.close();
    return [figure('Memory for each of 200 readers that never read', [perReader], 'KiB', 128)];
  });
}
