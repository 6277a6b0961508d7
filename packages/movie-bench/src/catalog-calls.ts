import { MovieID, v1 } from 'movie-proto';
import { type Bench, interleave, withSubject, withSubjects } from './bench.js';
import { type CallLoad, makeCalls, measure, responseOf } from './load.js';
import { makeDatabase, movieAt } from './movies.js';
import { RawConnection } from './raw-connection.js';
import { figure, type Result, ratio } from './result.js';
import type { Subject } from './subject.js';
import { movieServer } from './subjects.js';

const CALLS = 15_000;
const SERVICE = '/movie.v1.MovieService';

/** What the movie server's calls cost, compared with each other. */
export async function measureCatalogCalls(bench: Bench): Promise<Result[]> {
  return [...(await measureSize(bench)), ...(await measureVersions(bench)), ...(await measurePages(bench))];
}

/** Gets the same few ids from a catalog of 7 and one of 1,000,000, to see if a lookup costs more. */
async function measureSize(bench: Bench): Promise<Result[]> {
  bench.note('GetMovieByID in catalogs of 7 and of 1,000,000');
  const specs = [7, 1_000_000].map((count) => movieServer(bench.node, makeDatabase(bench.folder, count), `${count}`));
  return withSubjects(bench, specs, async (subjects) => {
    const values = await interleave(
      bench.rounds,
      Object.fromEntries(subjects.map((subject) => [subject.name, () => cpuOfCalls(subject, getById(7))])),
    );
    const small = { what: 'of 7', values: values.get('7') ?? [] };
    const large = values.get('1000000') ?? [];
    return [ratio('GetMovieByID of 1,000,000', large, 'µs a call', small, { atMost: 1.1 })];
  });
}

async function measureVersions(bench: Bench): Promise<Result[]> {
  bench.note('GetMovie and LookupMovies beside GetMovieByID');
  const database = makeDatabase(bench.folder, 1_000);
  return withSubject(bench, movieServer(bench.node, database), async (subject) => {
    const length = (await responseOf(subject.port, `${SERVICE}/GetMovie`, encodeGet(100))).length;
    const ids = 50_000;
    const values = await interleave(bench.rounds, {
      tutorial: () => cpuOfCalls(subject, getById(1_000)),
      v1: () => cpuOfCalls(subject, getMovie(length)),
      lookup: async () => (await measure(subject, ids, () => lookUp(subject.port, ids))).cpuPerUnit,
    });
    const tutorial = { what: 'GetMovieByID', values: values.get('tutorial') ?? [] };
    return [
      ratio('GetMovie of movie.v1', values.get('v1') ?? [], 'µs a call', tutorial, { atMost: 1.1 }),
      ratio('LookupMovies', values.get('lookup') ?? [], 'µs an id', tutorial, { timesLess: 5 }),
    ];
  });
}

async function measurePages(bench: Bench): Promise<Result[]> {
  bench.note('ListMovies of 100,000 in pages of 1,000');
  const database = makeDatabase(bench.folder, 100_000);
  const fields = v1.MovieOrderField;
  return withSubject(bench, movieServer(bench.node, database), async (subject) => {
    const pageThrough = (field: v1.MovieOrderField) => async () => {
      return (await measure(subject, 1_000_000, () => readPages(subject.port, field, 10))).cpuPerUnit;
    };
    const values = await interleave(bench.rounds, {
      id: pageThrough(fields.MOVIE_ORDER_FIELD_ID),
      title: pageThrough(fields.MOVIE_ORDER_FIELD_TITLE),
      rating: pageThrough(fields.MOVIE_ORDER_FIELD_RATING),
      'time of addition': pageThrough(fields.MOVIE_ORDER_FIELD_ADDED),
    });
    return [...values].map(([order, own]) => figure(`ListMovies by ${order}, pages of 1,000`, own, 'µs a movie', 0.6));
  });
}

/** Reads the whole list page by page, `times` times. */
async function readPages(port: number, field: v1.MovieOrderField, times: number): Promise<void> {
  const connection = await RawConnection.open(port, `${SERVICE}/ListMovies`);
  for (let time = 0; time < times; time++) {
    let pageToken = '';
    let movies = 0;
    do {
      const request = v1.ListMoviesRequest.create({ pageSize: 1_000, pageToken, order: { field } });
      const chunks: Buffer[] = [];
      await connection.call(v1.ListMoviesRequest.encode(request).finish(), (chunk) => chunks.push(Buffer.from(chunk)));
      const page = v1.ListMoviesResponse.decode(Buffer.concat(chunks).subarray(5));
      movies += page.movies.length;
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    if (movies !== 100_000) throw new Error(`The pages had ${movies} movies.`);
  }
  connection.close();
}

async function lookUp(port: number, ids: number): Promise<void> {
  const connection = await RawConnection.open(port, `${SERVICE}/LookupMovies`);
  let received = 0;
  const call = connection.start((chunk) => {
    received += chunk.length;
  });
  for (let index = 0; index < ids; index++) {
    call.send(v1.LookupMoviesRequest.encode({ id: movieAt(index % 1_000).id }).finish(), index === ids - 1);
    if (index % 100 === 99) await call.ready();
  }
  await call.done;
  if (received < ids * 100) throw new Error(`LookupMovies answered ${received} bytes for ${ids} ids.`);
  connection.close();
}

async function cpuOfCalls(subject: Subject, load: CallLoad): Promise<number> {
  return (await measure(subject, load.calls, () => makeCalls(subject.port, load))).cpuPerUnit;
}

/** GetMovieByID for the first `count` movies, one after the other. */
export function getById(count: number, calls = CALLS): CallLoad {
  const requests = Array.from({ length: count }, (_, index) => MovieID.encode({ id: movieAt(index).id }).finish());
  const lengths = Array.from({ length: count }, (_, index) => lengthOf(index));
  return {
    path: '/Movie/GetMovieByID',
    calls,
    connections: 2,
    concurrency: 20,
    request: (index) => requests[index % count] ?? new Uint8Array(),
    responseLength: (index) => lengths[index % count] ?? 0,
  };
}

function lengthOf(index: number): number {
  const { id, title, director, rating } = movieAt(index);
  // The frame's head; a tag and a length for each text; a tag and four bytes for a rating that isn't 0.
  return 5 + [id, title, director].reduce((sum, text) => sum + 2 + text.length, rating === 0 ? 0 : 5);
}

/** GetMovie for one movie, whose response has this length. */
function getMovie(length: number): CallLoad {
  const request = encodeGet(100);
  return { ...getById(1), path: `${SERVICE}/GetMovie`, request: () => request, responseLength: () => length };
}

function encodeGet(index: number): Uint8Array {
  return v1.GetMovieRequest.encode({ id: movieAt(index).id }).finish();
}
