import { type Bench, interleave, withSubjects } from './bench.js';
import { getById } from './catalog-calls.js';
import { makeCalls } from './load.js';
import { makeDatabase } from './movies.js';
import { type Result, ratio } from './result.js';
import type { Subject } from './subject.js';
import { movieServer, otherServers } from './subjects.js';

/** As many for each worker, however many there are. */
const LOAD = { ...getById(1_000, 40_000), connections: 4 };
const BASE = 'obvious-grpc-js';

/** What one and two workers do on one port, compared with servers of one process. */
export async function measureWorkers(bench: Bench): Promise<Result[]> {
  bench.note('GetMovieByID with 1 and 2 workers');
  const database = makeDatabase(bench.folder, 1_000);
  const specs = [1, 2].map((workers) =>
    movieServer(bench.node, database, `movie-server --workers ${workers}`, ['--workers', `${workers}`, '--read-only']),
  );
  return withSubjects(bench, [...specs, ...otherServers(bench.node, database, bench.folder)], async (subjects) => {
    const cpu = new Map<string, number[]>();
    const perSecond = await interleave(
      bench.rounds,
      Object.fromEntries(subjects.map((subject) => [subject.name, () => callsASecond(subject, cpu)])),
    );
    return [
      ...compare('calls', 'a second', perSecond),
      ...compare('CPU', 'µs a call', new Map([...cpu].map(([name, values]) => [name, values.slice(1)]))),
    ];
  });
}

/** @param cpu gets the CPU time of a call, too, of the round that warms up as well */
async function callsASecond(subject: Subject, cpu: Map<string, number[]>): Promise<number> {
  const cpuBefore = subject.cpu();
  const startedAt = performance.now();
  await makeCalls(subject.port, LOAD);
  const seconds = (performance.now() - startedAt) / 1_000;
  cpu.set(subject.name, [...(cpu.get(subject.name) ?? []), (subject.cpu() - cpuBefore) / LOAD.calls]);
  return LOAD.calls / seconds;
}

function compare(what: string, unit: string, values: ReadonlyMap<string, readonly number[]>): Result[] {
  const base = { what: BASE, values: values.get(BASE) ?? [] };
  return [...values].map(([name, own]) => ratio(`GetMovieByID, ${what}, ${name}`, own, unit, base));
}
