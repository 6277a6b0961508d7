import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v1 } from 'movie-proto';
import { type Bench, interleave, withSubject, withSubjects } from './bench.js';
import { makeCalls, measure, responseOf } from './load.js';
import { makeDatabase, movieAt } from './movies.js';
import { grpcFrame } from './raw-connection.js';
import { RawHttp1Connection } from './raw-http1-connection.js';
import { type Result, ratio } from './result.js';
import type { Subject } from './subject.js';
import { bareHttp, movieServer } from './subjects.js';

const GET = '/movie.v1.MovieService/GetMovie';
const CALLS = 10_000;
const MOVIES = 100;
/** As many calls in progress as gRPC has on two connections. */
const CONNECTIONS = 40;

/** A way to write GetMovie as a request of HTTP/1.1. */
interface Format {
  readonly contentType: string;
  /** The request for the movie with this number. */
  readonly encode: (index: number) => Uint8Array;
}

const CONNECT_JSON: Format = {
  contentType: 'application/json',
  encode: (index) => Buffer.from(JSON.stringify({ id: movieAt(index).id })),
};

const JSON_FORMAT = 'Connect with JSON';
/** Against the floor. */
const JSON_TARGET = { atMost: 2 };

const FORMATS: Readonly<Record<string, Format>> = {
  [JSON_FORMAT]: CONNECT_JSON,
  'Connect in binary': { contentType: 'application/proto', encode: encodeGet },
  'gRPC-Web': { contentType: 'application/grpc-web+proto', encode: (index) => grpcFrame(encodeGet(index)) },
};

const FLOOR = 'bare node:http with the same JSON';
const WITHOUT_WEB = 'gRPC with --web false';

/** What GetMovie costs by each protocol, and what gRPC costs with and without the web. */
export async function measureProtocols(bench: Bench): Promise<Result[]> {
  bench.note('GetMovie by each protocol');
  const movies = movieServer(bench.node, makeDatabase(bench.folder, MOVIES));
  const answers = await withSubject(bench, movies, (server) => answersOf(server, CONNECT_JSON));
  const grpcOnly = movieServer(bench.node, makeDatabase(bench.folder, MOVIES, 'grpc-only.json'), 'grpc-only', [
    '--web',
    'false',
  ]);
  const specs = [movies, grpcOnly, bareHttp(bench.node, writeAnswers(bench, answers))];
  return await withSubjects(bench, specs, async ([server, withoutWeb, floor]) => {
    if (!server || !withoutWeb || !floor) throw new Error('A server is missing.');
    const measurements: Record<string, () => Promise<number>> = {
      gRPC: await grpcCost(server),
      [WITHOUT_WEB]: await grpcCost(withoutWeb),
      [FLOOR]: await webCost(floor, CONNECT_JSON),
    };
    for (const [name, format] of Object.entries(FORMATS)) measurements[name] = await webCost(server, format);
    return resultsOf(await interleave(bench.rounds, measurements));
  });
}

function resultsOf(values: ReadonlyMap<string, readonly number[]>): Result[] {
  const costOf = (what: string) => ({ what, values: values.get(what) ?? [] });
  const others = [FLOOR, ...Object.keys(FORMATS)].map((name) => {
    const isJson = name === JSON_FORMAT;
    const { values: costs } = costOf(name);
    return ratio(
      `GetMovie by ${name}`,
      costs,
      'µs a call',
      costOf(isJson ? FLOOR : 'gRPC'),
      isJson ? JSON_TARGET : undefined,
    );
  });
  const { values: grpc } = costOf('gRPC');
  return [ratio('GetMovie by gRPC', grpc, 'µs a call', costOf(WITHOUT_WEB), { atMost: 1.1 }), ...others];
}

/** Makes what measures a call by gRPC. */
async function grpcCost(subject: Subject): Promise<() => Promise<number>> {
  const length = (await responseOf(subject.port, GET, encodeGet(1))).length;
  const load = {
    ...{ path: GET, calls: CALLS, connections: 2, concurrency: CONNECTIONS / 2 },
    request: () => encodeGet(1),
    responseLength: () => length,
  };
  return async () => (await measure(subject, CALLS, () => makeCalls(subject.port, load))).cpuPerUnit;
}

/** Makes what measures a call over HTTP/1.1. */
async function webCost(subject: Subject, format: Format): Promise<() => Promise<number>> {
  const answers = await answersOf(subject, format);
  return async () => (await measure(subject, CALLS, () => makeWebCalls(subject, format, answers))).cpuPerUnit;
}

/** @throws Error if an answer isn't as long as before */
async function makeWebCalls({ name, port }: Subject, format: Format, answers: readonly Buffer[]): Promise<void> {
  const requests = answers.map((_answer, index) => format.encode(index));
  let next = 0;
  const callOn = async () => {
    const connection = await RawHttp1Connection.open(port, GET, format.contentType);
    while (next < CALLS) {
      const index = next++ % MOVIES;
      const { length } = await connection.call(requests[index] ?? Buffer.alloc(0));
      const wanted = answers[index]?.length;
      // The trailer of gRPC-Web is a part of the body.
      if (length !== wanted) throw new Error(`${name} answered ${length} bytes instead of ${wanted}.`);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, callOn));
}

/** What a server answers for each movie. */
async function answersOf({ port }: Subject, { contentType, encode }: Format): Promise<Buffer[]> {
  const connection = await RawHttp1Connection.open(port, GET, contentType);
  const answers: Buffer[] = [];
  while (answers.length < MOVIES) answers.push(Buffer.from(await connection.call(encode(answers.length))));
  connection.close();
  return answers;
}

/** Writes the answers for a server that knows nothing else. */
function writeAnswers({ folder }: Bench, answers: readonly Buffer[]): string {
  const path = join(folder, 'answers.json');
  const byId = answers.map((answer, index) => [movieAt(index).id, answer.toString()]);
  writeFileSync(path, JSON.stringify(Object.fromEntries(byId)));
  return path;
}

function encodeGet(index: number): Uint8Array {
  return v1.GetMovieRequest.encode({ id: movieAt(index).id }).finish();
}
