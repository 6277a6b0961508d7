import type { Command } from 'commander';
import { type CommandContext, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { addFieldOptions, type FieldOptions, toFields } from '../options/field-options.js';
import { printMovies } from '../terminal/movie-output.js';

interface UpdateOptions extends FieldOptions {
  readonly etag?: string;
  readonly create?: boolean;
}

/** `update ID`: changes some fields of a movie. */
export function defineUpdate(program: Command, context: CommandContext): void {
  const command = program
    .command('update')
    .summary('change fields of a movie')
    .description('Changes the fields that are given and prints the movie as stored.')
    .argument('<ID>');
  addFieldOptions(command)
    .option('--no-genre', 'remove all genres')
    .option('--etag <ETAG>', 'only if it still has this etag (see --json)')
    .option('--create', 'add the movie if there is none')
    .action((id: string, _options: object, command: Command) =>
      withClient<UpdateOptions>(context, command, async ({ client, options, terminal, signal }) => {
        const { etag, create: allowMissing = false } = options;
        const changes = toFields(options);
        if (Object.keys(changes).length === 0) {
          throw new CommandError(EXIT.usage, 'Nothing to change. Give at least one field, as in --rating 8.5.');
        }
        const { movie } = await client.update(id, changes, {
          allowMissing,
          signal,
          ...(etag !== undefined && { etag }),
        });
        await printMovies(terminal, [movie], options);
      }),
    );
}
