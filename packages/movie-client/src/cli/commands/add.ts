import type { Command } from 'commander';
import type { CallOptions } from '../../call-options.js';
import { DEFAULT_TIMEOUT_MS } from '../../client-options.js';
import type { NewMovie } from '../../movie.js';
import type { MovieClient } from '../../movie-client.js';
import { MovieError } from '../../movie-error.js';
import { type CommandContext, withClient } from '../command-context.js';
import { addFieldOptions, type FieldOptions, toFields } from '../options/field-options.js';
import { printMovies } from '../terminal/movie-output.js';
import { printable } from '../terminal/printable.js';

interface AddOptions extends FieldOptions {
  readonly id?: string;
  readonly title: string;
}

/** `add`: adds one movie. */
export function defineAdd(command: Command, context: CommandContext): void {
  command.description('Adds a movie and prints it as stored. It needs a title.');
  addFieldOptions(command)
    .option('--id <ID>', 'its id; without it, the server makes one')
    .action((_options: object, command: Command) =>
      withClient<AddOptions>(context, command, async ({ client, options, terminal, signal }) => {
        if (options.title === undefined) command.error("error: required option '--title <TITLE>' not specified");
        const { id, title } = options;
        const fields = { ...toFields(options), title, id };
        const timeoutMs = options.timeout === undefined ? DEFAULT_TIMEOUT_MS : undefined;
        const twin = await twinOf(fields, client, { timeoutMs, signal });
        const { movie } = await client.create(fields, { signal });
        await printMovies(terminal, [movie], options);
        if (twin === undefined) return;
        const likeIt = `The movie ${JSON.stringify(twin)} has the same title, year and director.`;
        terminal.say(printable(`${likeIt} Both are kept; \`movie duplicates\` lists such movies.`));
      }),
    );
}

/** The id of a movie that is there already and like the new one; undefined if there is none, or the server doesn't say. */
async function twinOf({ title, releaseYear, director }: NewMovie, client: MovieClient, options: CallOptions) {
  // The server knows what is like what, and says so of an import.
  const alike = [{ title, releaseYear, director }];
  try {
    const { duplicates } = await client.import(alike, { ...options, validateOnly: true, skipInvalid: true });
    return duplicates[0]?.id;
  } catch (error) {
    // This only helps; what is wrong with the server, the addition finds out.
    if (error instanceof MovieError) return undefined;
    throw error;
  }
}
