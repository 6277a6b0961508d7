import type { Command } from 'commander';
import { type CommandContext, withClient } from '../command-context.js';
import { addFieldOptions, type FieldOptions, toFields } from '../options/field-options.js';
import { printMovies } from '../terminal/movie-output.js';

interface AddOptions extends FieldOptions {
  readonly id?: string;
  readonly title: string;
}

/** `add`: adds one movie. */
export function defineAdd(program: Command, context: CommandContext): void {
  const command = program
    .command('add')
    .summary('add a movie')
    .description('Adds a movie and prints it as stored. It needs a title.');
  addFieldOptions(command)
    .option('--id <ID>', 'its id; without it, the server makes one')
    .action((_options: object, command: Command) =>
      withClient<AddOptions>(context, command, async ({ client, options, terminal, signal }) => {
        if (options.title === undefined) command.error("error: required option '--title <TITLE>' not specified");
        const { id, title } = options;
        const { movie } = await client.create(
          { ...toFields(options), title, ...(id !== undefined && { id }) },
          { signal },
        );
        await printMovies(terminal, [movie], options);
      }),
    );
}
