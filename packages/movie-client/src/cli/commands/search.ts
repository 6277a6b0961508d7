import type { Command } from 'commander';
import type { SearchResult } from '../../calls/search-movies.js';
import type { Movie } from '../../movie.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { nearValues } from '../near-values.js';
import { addFilterOptions, type FilterOptions, toFilter } from '../options/filter-options.js';
import { positiveWholeNumber } from '../options/parse-number.js';
import { movieJson } from '../terminal/movie-json.js';
import { printMovies } from '../terminal/movie-output.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';

interface SearchOptions extends FilterOptions {
  readonly limit: number;
}

/** `search WORDS…`: prints movies that have words like these. */
export function defineSearch(command: Command, context: CommandContext): void {
  command.description(
    'Finds movies by words of their title, director, genres or labels, or by their year. Words can be misspelt or ' +
      'incomplete. The best match is first. With options, only movies that meet every condition are searched.',
  );
  addFilterOptions(command)
    .option('--limit <NUMBER>', 'no more than this, up to 100', positiveWholeNumber, 10)
    .action((words: string[], _options: object, command: Command) =>
      withClient<SearchOptions>(context, command, (run) => search(words, run)),
    );
}

async function search(words: readonly string[], run: CommandRun<SearchOptions>): Promise<void> {
  const { client, options, terminal, signal } = run;
  const { limit } = options;
  const { results, droppedWords } = await client.search(words.join(' '), { limit, filter: toFilter(options), signal });
  if (options.json) await printJson(terminal, results);
  else await printMovies(terminal, moviesOf(results), {});
  if (results.length === 0) terminal.say(`No movie found.${await nearValues(client, options, signal)}`);
  else if (droppedWords.length > 0) terminal.say(`Words that did not count: ${printable(droppedWords.join(', '))}.`);
}

async function printJson(terminal: Terminal, results: readonly SearchResult[]): Promise<void> {
  for (const { movie, score } of results) await terminal.printJson({ ...movieJson(movie), score });
}

function moviesOf(results: readonly SearchResult[]): Movie[] {
  return results.map(({ movie }) => movie);
}
