import type { Command } from 'commander';
import type { Movie } from '../../movie.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { folded } from '../edit-distance.js';
import { count, movieCount } from '../terminal/count.js';
import { movieJson, printMovies } from '../terminal/movie-output.js';

/** `duplicates`: prints movies that are likely to be there more than once. */
export function defineDuplicates(program: Command, context: CommandContext): void {
  program
    .command('duplicates')
    .summary('print movies that are there more than once')
    .description(
      'Prints movies with the same title, year and director, those that are alike one after the other. Case and accents ' +
        'make no difference. With --json, each line has the list of those that are alike.',
    )
    .action((_options: object, command: Command) => withClient(context, command, duplicates));
}

async function duplicates({ client, options, terminal, signal }: CommandRun<object>): Promise<void> {
  const movies = client.list({ orderBy: 'title' }, { signal });
  const totals = { groups: 0, movies: 0 };
  const groups = counted(alikeIn(movies), totals);
  if (options.json) for await (const group of groups) await terminal.printJson({ movies: group.map(movieJson) });
  else await printMovies(terminal, flat(groups), options);
  if (totals.groups === 0) terminal.say('No movie is there more than once.');
  else
    terminal.say(
      `${movieCount(totals.movies)} are alike, in ${count(totals.groups)} ${totals.groups === 1 ? 'group' : 'groups'}.`,
    );
}

/** The order of the list, without the differences of case and accents. ICU takes `und` for the machine's own locale. */
const TITLES = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The groups of movies that are alike in a list ordered by title, which has them near each other. */
async function* alikeIn(movies: AsyncIterable<Movie>): AsyncGenerator<Movie[]> {
  let near: Movie[] = [];
  for await (const movie of movies) {
    if (near[0] && TITLES.compare(near[0].title, movie.title) !== 0) {
      yield* groupsOf(near);
      near = [];
    }
    near.push(movie);
  }
  yield* groupsOf(near);
}

function groupsOf(movies: readonly Movie[]): Movie[][] {
  const groups = new Map<string, Movie[]>();
  for (const movie of movies) {
    const key = `${folded(movie.title)}\n${movie.releaseYear}\n${folded(movie.director)}`;
    const group = groups.get(key);
    if (group) group.push(movie);
    else groups.set(key, [movie]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

async function* counted(groups: AsyncIterable<Movie[]>, totals: { groups: number; movies: number }) {
  for await (const group of groups) {
    totals.groups += 1;
    totals.movies += group.length;
    yield group;
  }
}

async function* flat(groups: AsyncIterable<Movie[]>): AsyncGenerator<Movie> {
  for await (const group of groups) yield* group;
}
