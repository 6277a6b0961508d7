import type { Command } from 'commander';
import { type CommandContext, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';

interface DeleteOptions {
  readonly etag?: string;
  readonly allowMissing?: boolean;
}

/** `delete ID…`: deletes movies. */
export function defineDelete(program: Command, context: CommandContext): void {
  program
    .command('delete')
    .summary('delete movies')
    .description('Deletes movies one after the other and prints their ids. Stops at the first that fails.')
    .argument('<ID...>')
    .option('--etag <ETAG>', 'only if it still has this etag (see --json); one movie only')
    .option('--allow-missing', 'succeed if there is no such movie')
    .action((ids: string[], _options: object, command: Command) =>
      withClient<DeleteOptions>(context, command, async ({ client, options, terminal, signal }) => {
        const { etag, allowMissing = false, json } = options;
        if (etag !== undefined && ids.length > 1) {
          throw new CommandError(EXIT.usage, 'An etag belongs to one movie. Delete the others separately.');
        }
        for (const id of ids) {
          await client.delete(id, { allowMissing, signal, ...(etag !== undefined && { etag }) });
          if (json) await terminal.printJson({ id });
          else await terminal.print(id);
        }
      }),
    );
}
