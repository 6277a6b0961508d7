import { MovieID } from 'movie-proto';
import { type Bench, interleave, withSubjects } from './bench.js';
import { type CallLoad, makeCalls, measure, responseOf } from './load.js';
import { framedMovie, makeDatabase, movieAt } from './movies.js';
import { type RatioTarget, type Result, ratio } from './result.js';
import type { Subject } from './subject.js';
import { movieServer, otherServers } from './subjects.js';

const GET = '/Movie/GetMovieByID';
const LIST = '/Movie/GetListMovies';
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
  return compare(bench, count, check, {
    label: 'GetMovieByID',
    unit: 'µs a call',
    base: 'bare-http2',
    target: { atMost: 1.35 },
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
    base: 'obvious-grpc-js',
    target: { timesLess: 12 },
    run: async (subject) => (await measure(subject, calls * count, () => makeCalls(subject.port, load))).cpuPerUnit,
  });
}

interface Comparison {
  readonly label: string;
  readonly unit: string;
  /** The name of the subject that all are compared with. */
  readonly base: string;
  /** What the movie server should reach. */
  readonly target: RatioTarget;
  run(subject: Subject): Promise<number>;
}

async function compare(
  bench: Bench,
  count: number,
  check: (subject: Subject) => Promise<void>,
  { label, unit, base, target, run }: Comparison,
): Promise<Result[]> {
  bench.note(label);
  const database = makeDatabase(bench.folder, count);
  const specs = [movieServer(bench.node, database), ...otherServers(bench.node, database, bench.folder)];
  return withSubjects(bench, specs, async (subjects) => {
    for (const subject of subjects) await check(subject);
    const measurements = Object.fromEntries(subjects.map((subject) => [subject.name, () => run(subject)]));
    const values = await interleave(bench.rounds, measurements);
    const against = { what: base, values: values.get(base) ?? [] };
    return [...values].map(([name, own]) => {
      return ratio(`${label}, ${name}`, own, unit, against, name === 'movie-server' ? target : undefined);
    });
  });
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
