import type { Command } from 'commander';
import type { SearchResult } from '../../calls/search-movies.js';
import type { Movie } from '../../movie.js';
import { type CommandContext, withClient } from '../command-context.js';
import { positiveWholeNumber } from '../options/parse-number.js';
import { movieJson, printMovies } from '../terminal/movie-output.js';
import type { Terminal } from '../terminal/terminal.js';

/** `search WORDS…`: prints movies whose title or director has words like these. */
export function defineSearch(program: Command, context: CommandContext): void {
  program
    .command('search')
    .summary('find movies by words, even misspelt ones')
    .description(
      'Finds movies by words of their title or director. Words can be misspelt or incomplete. The best match is first.',
    )
    .argument('<WORDS...>')
    .option('--limit <NUMBER>', 'no more than this, up to 100', positiveWholeNumber, 10)
    .action((words: string[], _options: object, command: Command) =>
      withClient<{ limit: number }>(context, command, async ({ client, options, terminal, signal }) => {
        const { results } = await client.search(words.join(' '), { limit: options.limit, signal });
        if (results.length === 0) terminal.say('No movie found.');
        if (options.json) await printJson(terminal, results);
        else await printMovies(terminal, moviesOf(results), {});
      }),
    );
}

async function printJson(terminal: Terminal, results: readonly SearchResult[]): Promise<void> {
  for (const { movie, score } of results) await terminal.printJson({ ...movieJson(movie), score });
}

function moviesOf(results: readonly SearchResult[]): Movie[] {
  return results.map(({ movie }) => movie);
}
