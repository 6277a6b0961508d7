import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient, type NewMovie } from 'movie-client';
import { onPostgres, PostgresServer } from 'test-kit';
import { startServer } from './testing/server-process.js';
import { WEB_PROTOCOLS, WebCaller } from './testing/web-caller.js';

const MOVIES = 100_000;
const SAMPLES = 50;
/** Each movie has an id, a title and a director. */
const LEAST_BYTES = 30;

const LIST = [
  ...['POST /Movie/GetListMovies HTTP/1.1', 'host: localhost', 'connection: close'],
  ...['content-type: application/grpc-web+proto', 'content-length: 5', '', '\0\0\0\0\0'],
].join('\r\n');

function* movies(): Generator<NewMovie> {
  for (let index = 0; index < MOVIES; index++) {
    yield {
      id: `m${index}`,
      title: `The Movie Number ${index}`,
      rating: (index % 101) / 10,
      director: `D${index % 997}`,
    };
  }
}

/** Lists all movies of the tutorial's contract by gRPC-Web, as often as the server can, and reads every byte. */
class ListReader {
  readonly durations: number[] = [];
  #isStopped = false;
  readonly #done: Promise<void>;

  constructor(port: number) {
    this.#done = this.#readOn(port);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
  }

  async #readOn(port: number): Promise<void> {
    while (!this.#isStopped) {
      const start = performance.now();
      // Any library would keep this process busy, whose watches are measured.
      const socket = connect(port, '127.0.0.1');
      socket.write(LIST);
      let bytes = 0;
      for await (const chunk of socket) bytes += chunk.length;
      if (bytes < MOVIES * LEAST_BYTES) throw new Error(`A list of ${MOVIES} movies had ${bytes} bytes.`);
      this.durations.push(performance.now() - start);
    }
  }
}

/** How long it takes until both watches have a change, in milliseconds: the median of some. */
async function latency(client: MovieClient, watches: readonly AsyncIterator<unknown>[]): Promise<number> {
  const times: number[] = [];
  while (times.length < SAMPLES) {
    const start = performance.now();
    await Promise.all([client.update('m1', { title: `At ${start}` }), ...watches.map((watch) => watch.next())]);
    times.push(performance.now() - start);
  }
  return median(times);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

// A file would be written as a whole for each change, which takes longer than anything that is measured here.
onPostgres(test)('lists of 100,000 movies over gRPC-Web hold up the watches of neither door', async () => {
  await using postgres = await PostgresServer.start();
  await using server = await startServer(['--database', await postgres.createDatabase(), '--watch-checkpoint', '1h']);
  using client = createMovieClient({ address: server.address });
  await client.import(movies());
  const web = new WebCaller(WEB_PROTOCOLS['gRPC-Web'](`http://${server.address}`));
  const watches = [
    client.watch({ skipExisting: true })[Symbol.asyncIterator](),
    web.stream('movie.v1.MovieService/WatchMovies', { skipExisting: true }),
  ];
  for (const watch of watches) await watch.next();

  const alone = await latency(client, watches);
  const lists = new ListReader(server.port);
  const beside = await latency(client, watches);
  await lists.stop();
  const list = median(lists.durations);
  // A list that lets nothing else run for long holds them up for several times as much.
  expect(beside).toBeLessThan(alone + list / 20);
});
