import type { Command } from 'commander';
import type { Movie } from '../../movie.js';
import type { MovieClient } from '../../movie-client.js';
import { type CommandContext, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { printMovie, printMovies } from '../terminal/movie-output.js';

/** `get ID…`: prints movies by their ids. */
export function defineGet(command: Command, context: CommandContext): void {
  command
    .description(
      'Prints movies by their ids, in the order given. On a terminal, a single one is printed whole, a field a line. ' +
        'Exits with 3 if one of them does not exist.',
    )
    .action((ids: string[], _options: object, command: Command) =>
      withClient(context, command, async ({ client, options, terminal, signal }) => {
        const missing: string[] = [];
        const movies = existing(client, ids, signal, missing);
        if (ids.length > 1) await printMovies(terminal, movies, options);
        else for await (const movie of movies) await printMovie(terminal, movie, options);
        if (missing.length === 0) return;
        const message = missing.map((id) => `There is no movie with the id ${JSON.stringify(id)}.`).join('\n');
        throw new CommandError(EXIT.notFound, `${message} Find it with \`movie search WORDS\`.`);
      }),
    );
}

async function* existing(
  client: MovieClient,
  ids: readonly string[],
  signal: AbortSignal,
  missing: string[],
): AsyncGenerator<Movie> {
  for await (const { id, movie } of client.lookup(ids, { signal })) {
    if (movie) yield movie;
    else missing.push(id);
  }
}
