import { Command } from 'commander';
import { type CommandContext, withClient } from './command-context.js';
import { defineAdd } from './commands/add.js';
import { defineDelete } from './commands/delete.js';
import { defineDuplicates } from './commands/duplicates.js';
import { defineExport } from './commands/export.js';
import { defineGet } from './commands/get.js';
import { defineHealth } from './commands/health.js';
import { defineImport } from './commands/import.js';
import { defineList } from './commands/list.js';
import { defineSearch } from './commands/search.js';
import { defineServices } from './commands/services.js';
import { defineStats } from './commands/stats.js';
import { tutorial } from './commands/tutorial.js';
import { defineUndo } from './commands/undo.js';
import { defineUpdate } from './commands/update.js';
import { defineWatch } from './commands/watch.js';
import { EXIT_CODES_HELP } from './exit-code.js';
import { configureHelp } from './help.js';
import { globalOptions } from './options/global-options.js';

const EXAMPLES = `Examples:
  movie add --title "The Martian" --rating 8.2 --year 2015
  movie search martain
  movie update ID --rating 8.4
  movie list --min-rating 8 --order rating --descending
  movie export movies.csv
  movie import movies.csv --upsert
  movie watch`;

/**
 * The command line.
 *
 * @param version what `--version` prints
 */
export function createProgram(context: CommandContext, version: string): Command {
  const program = new Command('movie')
    .description('Reads, changes and watches a movie catalog. Without a command, runs the client of the gRPC tutorial.')
    .usage('[COMMAND] [OPTION…]')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print help')
    .helpCommand('help [COMMAND]', 'print the help of a command')
    .configureOutput({
      writeOut: (text) => context.terminal.stdout.write(text),
      writeErr: (text) => context.terminal.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'movie: ')),
    })
    .exitOverride()
    .showHelpAfterError('See `movie --help`.')
    .addHelpText('after', `\n${EXAMPLES}\n\n${EXIT_CODES_HELP}`);
  configureHelp(program, context.terminal);
  for (const option of globalOptions()) program.addOption(option);
  for (const define of COMMANDS) define(program, context);
  for (const command of program.commands) command.showHelpAfterError(`See \`movie ${command.name()} --help\`.`);
  return program;
}

const COMMANDS = [
  defineGet,
  defineList,
  defineSearch,
  defineStats,
  defineAdd,
  defineUpdate,
  defineDelete,
  defineDuplicates,
  defineImport,
  defineExport,
  defineUndo,
  defineWatch,
  defineHealth,
  defineServices,
];

/**
 * Makes the program the tutorial's client if no command was typed. Otherwise it must have no action of its own: commander
 * names the nearest to an unknown command only then.
 *
 * @param args what was typed after the name of the program
 * @throws {CommanderError} if an option ends the program, as `--version` does
 */
export function runTutorialWithoutCommand(program: Command, context: CommandContext, args: readonly string[]): void {
  if (program.parseOptions([...args]).operands.length > 0) return;
  program.action((_options: object, command: Command) =>
    withClient(context, command, ({ client, terminal }) => tutorial(client, (line) => terminal.print(line))),
  );
}
