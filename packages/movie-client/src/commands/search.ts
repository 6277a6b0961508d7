import type { Command } from 'commander';
import { type CommandContext, withClient } from '../cli/command-context.js';
import { movieJson, printMovies } from '../cli/movie-output.js';
import { positiveWholeNumber } from '../cli/parse-number.js';

/** `search WORDS…`: movies by words like those of their title or director. */
export function addSearch(program: Command, context: CommandContext): void {
  program
    .command('search')
    .summary('find movies by words, even misspelt ones')
    .description('Finds movies by words of their title or director, misspelt or only begun; the best comes first.')
    .argument('<WORDS...>')
    .option('--limit <NUMBER>', 'no more than this, up to 100', positiveWholeNumber, 10)
    .action((words: string[], _options: object, command: Command) =>
      withClient<{ limit: number }>(context, command, async ({ client, options, terminal, signal }) => {
        const { limit, json } = options;
        const results = await client.search(words.join(' '), { limit, signal });
        if (results.length === 0) terminal.say('No movie found.');
        if (!json)
          await printMovies(
            terminal,
            results.map(({ movie }) => movie),
            {},
          );
        else
          for (const { movie, score } of results)
            await terminal.print(`${JSON.stringify({ ...movieJson(movie), score })}\n`);
      }),
    );
}
