import { type Command, Option } from 'commander';
import type { Movie, MovieQuery } from '../../movie.js';
import type { MovieClient } from '../../movie-client.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { nearValues } from '../near-values.js';
import { positiveWholeNumber } from '../options/parse-number.js';
import { addQueryOptions, type QueryOptions, toQuery } from '../options/query-options.js';
import { printMovies } from '../terminal/movie-output.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';

interface ListOptions extends QueryOptions {
  readonly limit?: number;
  readonly count?: boolean;
  readonly ids?: boolean;
}

/** `list`: prints movies, filtered and sorted. */
export function defineList(command: Command, context: CommandContext): void {
  command.description('Prints movies: all, or those that meet every condition, whatever their case.');
  addQueryOptions(command)
    .option('--limit <NUMBER>', 'no more than this', positiveWholeNumber)
    .addOption(new Option('--count', 'print only how many there are').conflicts('limit'))
    .addOption(new Option('--ids', 'print only their ids, as for `movie delete -`').conflicts('count'))
    .action((_options: object, command: Command) => withClient<ListOptions>(context, command, list));
}

async function list({ client, options, terminal, signal }: CommandRun<ListOptions>): Promise<void> {
  const query = toQuery(options);
  if (options.count) {
    const { totalSize } = await client.listPage(query, { signal, pageSize: 1 });
    await (options.json ? terminal.printJson({ count: totalSize }) : terminal.print(String(totalSize)));
    return;
  }
  const movies = firstOf(client, query, options.limit ?? Number.POSITIVE_INFINITY, signal);
  const count = options.ids ? await printIds(terminal, movies, options) : await printMovies(terminal, movies, options);
  if (count === 0) terminal.say(`No movie found.${await nearValues(client, options, signal)}`);
}

async function* firstOf(
  client: MovieClient,
  query: MovieQuery,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Movie> {
  let left = limit;
  for await (const movie of client.list(query, { signal, pageSize: Math.min(limit, 1_000) })) {
    yield movie;
    left -= 1;
    if (left === 0) return;
  }
}

async function printIds(
  terminal: Terminal,
  movies: AsyncIterable<Movie>,
  { json }: { readonly json?: boolean },
): Promise<number> {
  let count = 0;
  for await (const { id } of movies) {
    count += 1;
    await (json ? terminal.printJson({ id }) : terminal.print(printable(id)));
  }
  return count;
}
