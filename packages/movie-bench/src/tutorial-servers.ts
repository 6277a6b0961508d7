import { MovieID } from 'movie-proto';
import { type Bench, interleave, withSubjects } from './bench.js';
import { type CallLoad, makeCalls, measure, responseOf } from './load.js';
import { framedMovie, makeDatabase, movieAt } from './movies.js';
import { type RatioTarget, type Result, ratio } from './result.js';
import type { Subject, SubjectSpec } from './subject.js';
import { movieServer, otherServers } from './subjects.js';

const GET = '/Movie/GetMovieByID';
const LIST = '/Movie/GetListMovies';
const QUIET = 'movie-server --log-level warn';
const NOTHING = new Uint8Array(0);

/** The tutorial's two calls on every server, compared with the floor. */
export async function measureTutorialServers(bench: Bench): Promise<Result[]> {
  return [
    ...(await measureLists(bench, 100_000, 2)),
    ...(await measureLists(bench, 1_000, 100)),
    ...(await measureGets(bench)),
  ].reverse();
}

async function measureGets(bench: Bench): Promise<Result[]> {
  const count = 1_000;
  const requests = Array.from({ length: count }, (_, index) => MovieID.encode({ id: movieAt(index).id }).finish());
  const answers = Array.from({ length: count }, (_, index) => framedMovie(index));
  const load: CallLoad = {
    path: GET,
    calls: 20_000,
    connections: 2,
    concurrency: 20,
    request: (index) => requests[index % count] ?? NOTHING,
    responseLength: (index) => answers[index % count]?.length ?? 0,
  };
  const check = async ({ name, port }: Subject) => {
    for (const index of [0, 1, 500, 999]) {
      const answer = await responseOf(port, GET, load.request(index));
      if (!answers[index]?.equals(answer)) throw new Error(`${name} answers other bytes for movie ${index}.`);
    }
  };
  const quiet = movieServer(bench.node, makeDatabase(bench.folder, count, 'quiet.json'), QUIET, [
    '--log-level',
    'warn',
  ]);
  return compare(bench, count, check, {
    label: 'GetMovieByID',
    unit: 'µs a call',
    others: [quiet],
    base: 'bare-http2',
    targets: {
      'movie-server': { 'bare-http2': { atMost: 1.4 }, 'obvious-grpc-js': { atMost: 1.05 } },
      [QUIET]: { 'obvious-grpc-js': { atMost: 0.95 } },
    },
    run: async (subject) => {
      const { cpuPerUnit, serverBusy, loaderBusy } = await measure(subject, load.calls, () =>
        makeCalls(subject.port, load),
      );
      bench.note(`${subject.name}: server ${percent(serverBusy)}, load ${percent(loaderBusy)} of a core`);
      return cpuPerUnit;
    },
  });
}

async function measureLists(bench: Bench, count: number, calls: number): Promise<Result[]> {
  const all = Buffer.concat(Array.from({ length: count }, (_, index) => framedMovie(index)));
  const load: CallLoad = {
    path: LIST,
    calls,
    connections: 2,
    concurrency: 1,
    request: () => NOTHING,
    responseLength: () => all.length,
  };
  const check = async ({ name, port }: Subject) => {
    const answer = await responseOf(port, LIST, NOTHING);
    if (!all.equals(answer)) throw new Error(`${name} lists other bytes.`);
  };
  return compare(bench, count, check, {
    label: `GetListMovies of ${count.toLocaleString('en')}`,
    unit: 'µs a movie',
    others: [],
    base: 'obvious-grpc-js',
    targets: { 'movie-server': { 'obvious-grpc-js': { timesLess: 12 } } },
    run: async (subject) => (await measure(subject, calls * count, () => makeCalls(subject.port, load))).cpuPerUnit,
  });
}

interface Comparison {
  readonly label: string;
  readonly unit: string;
  /** Servers besides those that every comparison has. */
  readonly others: readonly SubjectSpec[];
  /** The name of the subject that all are compared with which have no targets. */
  readonly base: string;
  /** What subjects should reach: by their names, then by the names of those that they are compared with. */
  readonly targets: Readonly<Record<string, Readonly<Record<string, RatioTarget>>>>;
  run(subject: Subject): Promise<number>;
}

async function compare(
  bench: Bench,
  count: number,
  check: (subject: Subject) => Promise<void>,
  { label, unit, others, base, targets, run }: Comparison,
): Promise<Result[]> {
  bench.note(label);
  const database = makeDatabase(bench.folder, count);
  const specs = [movieServer(bench.node, database), ...others, ...otherServers(bench.node, database, bench.folder)];
  return withSubjects(bench, specs, async (subjects) => {
    for (const subject of subjects) await check(subject);
    const measurements = Object.fromEntries(subjects.map((subject) => [subject.name, () => run(subject)]));
    const values = await interleave(bench.rounds, measurements);
    return [...values].flatMap(([name, own]) =>
      Object.entries(targets[name] ?? { [base]: undefined }).map(([what, target]) =>
        ratio(`${label}, ${name}`, own, unit, { what, values: values.get(what) ?? [] }, target),
      ),
    );
  });
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
