import { createMovieClient, type Movie } from 'movie-client';
import type { Fields, Movies } from './history.js';
import { fieldsOf } from './recorded-caller.js';
import type { Served } from './recorded-run.js';

/** What a server serves now, and where a watch of it can resume. */
export interface ServedNow extends Served {
  readonly resumeToken: string;
}

/** Asks a server for all its movies, in both ways that there are. */
export async function servedMovies(address: string): Promise<ServedNow> {
  using client = createMovieClient({ address });
  const listed = await moviesOf(client.list());
  const watched = new Map<string, Fields>();
  for await (const event of client.watch()) {
    if (event.type === 'checkpoint') return { address, listed, watched, resumeToken: event.resumeToken };
    if (event.type === 'existing') watched.set(event.movie.id, fieldsOf(event.movie));
  }
  throw new Error(`The watch of ${address} ended without a checkpoint.`);
}

async function moviesOf(movies: AsyncIterable<Movie>): Promise<Movies> {
  const byId = new Map<string, Fields>();
  for await (const movie of movies) byId.set(movie.id, fieldsOf(movie));
  return byId;
}

/** Finds the servers that don't resume a watch at the point where another one's movies are as theirs. */
export async function resumptionProblems(served: readonly ServedNow[]): Promise<string[]> {
  const problems = served.flatMap(({ address, resumeToken }) =>
    served.map(async (other) => {
      const isResumed = await resumes(other.address, resumeToken);
      return isResumed ? [] : [`${other.address} does not resume a watch of ${address}.`];
    }),
  );
  return (await Promise.all(problems)).flat();
}

/** Whether a server has what a resume token stands for; it answers OUT_OF_RANGE if it hasn't. */
async function resumes(address: string, resumeToken: string): Promise<boolean> {
  using client = createMovieClient({ address });
  const served = new AbortController();
  try {
    for await (const event of client.watch({ resumeToken, signal: served.signal, onStart: () => served.abort() })) {
      if (event.type === 'restart') return false;
    }
  } catch (error) {
    if (!served.signal.aborted) throw error;
  }
  return true;
}
