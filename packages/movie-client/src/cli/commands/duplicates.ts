import type { Command } from 'commander';
import type { Movie } from '../../movie.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { folded } from '../edit-distance.js';
import { count, movieCount } from '../terminal/count.js';
import { movieJson } from '../terminal/movie-json.js';
import { printMovies } from '../terminal/movie-output.js';

/** `duplicates`: prints movies that are likely to be there more than once. */
export function defineDuplicates(command: Command, context: CommandContext): void {
  command
    .description(
      'Prints movies with the same title, year and director, those that are alike one after the other. Case, accents, ' +
        'spaces at the ends and how many there are between words make no difference. With --json, each line has the ' +
        'list of those that are alike.',
    )
    .action((_options: object, command: Command) => withClient(context, command, duplicates));
}

async function duplicates({ client, options, terminal, signal }: CommandRun<object>): Promise<void> {
  const groups = await alikeIn(client.list({ orderBy: 'title' }, { signal }));
  if (options.json) for (const group of groups) await terminal.printJson({ movies: group.map(movieJson) });
  else await printMovies(terminal, groups.flat(), options);
  if (groups.length === 0) terminal.say('No movie is there more than once.');
  else {
    const are = `${movieCount(groups.flat().length)} are alike`;
    terminal.say(`${are}, in ${count(groups.length)} ${groups.length === 1 ? 'group' : 'groups'}.`);
  }
}

/** The groups of movies that are alike, in the order of their first ones. */
async function alikeIn(movies: AsyncIterable<Movie>): Promise<Movie[][]> {
  // All of them, as no order has `Þor` beside `Thor`.
  const groups = new Map<string, Movie[]>();
  for await (const movie of movies) {
    const key = [movie.title, String(movie.releaseYear), movie.director].map(comparable).join('\n');
    const group = groups.get(key);
    if (group) group.push(movie);
    else groups.set(key, [movie]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

function comparable(text: string): string {
  return folded(text).trim().replace(/\s+/g, ' ');
}
