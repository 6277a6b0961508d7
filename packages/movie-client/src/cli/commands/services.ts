import type { Command } from 'commander';
import { type CommandContext, withClient } from '../command-context.js';
import { printable } from '../terminal/printable.js';

/** `services`: prints the services of the server. */
export function defineServices(command: Command, context: CommandContext): void {
  command
    .description('Prints the full names of the services that the server offers, which it reports by reflection.')
    .action((_options: object, command: Command) =>
      withClient(context, command, async ({ client, options, terminal, signal }) => {
        for (const service of await client.services({ signal })) {
          if (options.json) await terminal.printJson({ service });
          else await terminal.print(printable(service));
        }
      }),
    );
}
