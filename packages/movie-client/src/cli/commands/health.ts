import type { Command } from 'commander';
import { type CommandContext, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';

/** `health [SERVICE]`: prints whether the server takes calls. */
export function defineHealth(command: Command, context: CommandContext): void {
  command
    .description('Prints SERVING if the server, or one of its services, takes calls. Exits with 5 if not.')
    .action((service: string | undefined, _options: object, command: Command) =>
      withClient(context, command, async ({ client, options, terminal, signal }) => {
        const status = await client.health(service, { signal });
        if (options.json) await terminal.printJson({ status });
        else await terminal.print(status);
        if (status !== 'SERVING') throw new CommandError(EXIT.unavailable, 'The server takes no calls at the moment.');
      }),
    );
}
