import { type Subject, type SubjectSpec, startSubject } from './subject.js';

/** What every measurement gets. */
export interface Bench {
  /** Holds databases and logs; removed at the end. */
  readonly folder: string;
  /** The Node that runs the subjects. */
  readonly node: string;
  readonly rounds: number;
  /** Prints progress. */
  note(text: string): void;
}

/** Starts subjects, passes them to `use`, and stops them, also after an error. */
export async function withSubjects<T>(
  bench: Bench,
  specs: readonly SubjectSpec[],
  use: (subjects: readonly Subject[]) => Promise<T>,
): Promise<T> {
  const subjects: Subject[] = [];
  try {
    for (const spec of specs) subjects.push(await startSubject(spec, bench.folder));
    return await use(subjects);
  } finally {
    await Promise.all(subjects.map((subject) => subject.stop()));
  }
}

/** Starts one subject, passes it to `use`, and stops it. */
export function withSubject<T>(bench: Bench, spec: SubjectSpec, use: (subject: Subject) => Promise<T>): Promise<T> {
  return withSubjects(bench, [spec], async ([subject]) => {
    if (!subject) throw new Error(`${spec.name} is missing.`);
    return use(subject);
  });
}

/**
 * Measures each thing once per round, after a first round that warms up and doesn't count.
 *
 * @param measurements by name
 * @returns the values of each, in the order of the rounds
 */
export async function interleave(
  rounds: number,
  measurements: Readonly<Record<string, () => Promise<number>>>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const values = new Map<string, number[]>(Object.keys(measurements).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, measureOnce] of Object.entries(measurements)) {
      const value = await measureOnce();
      if (round > 0) values.get(name)?.push(value);
    }
  }
  return values;
}
