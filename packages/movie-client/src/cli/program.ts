import { Command } from 'commander';
import { addAdd } from '../commands/add.js';
import { addDelete } from '../commands/delete.js';
import { addExport } from '../commands/export.js';
import { addGet } from '../commands/get.js';
import { addHealth } from '../commands/health.js';
import { addImport } from '../commands/import.js';
import { addList } from '../commands/list.js';
import { addSearch } from '../commands/search.js';
import { addServices } from '../commands/services.js';
import { tutorial } from '../commands/tutorial.js';
import { addUpdate } from '../commands/update.js';
import { addWatch } from '../commands/watch.js';
import type { CommandContext } from './command-context.js';
import { withClient } from './command-context.js';
import { globalOptions } from './connect.js';
import { EXIT_CODES_HELP } from './exit-code.js';

const EXAMPLES = `Examples:
  movie add --title "The Martian" --rating 8.2 --director "Ridley Scott" --year 2015
  movie search martain
  movie update ID --rating 8.4
  movie list --min-rating 8 --order rating --descending
  movie export movies.csv
  movie import movies.csv --upsert
  movie watch`;

/**
 * The command line: one command a verb, and without a verb the tutorial's client.
 *
 * @param version what `--version` prints
 */
export function createProgram(context: CommandContext, version: string): Command {
  const program = new Command('movie')
    .description('Reads, changes and watches a movie catalog. Without a command it is the client of the gRPC tutorial.')
    .usage('[COMMAND] [OPTION…]')
    .argument('[command]')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print this, or what a command takes')
    .helpCommand('help [COMMAND]', 'print what a command takes')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => context.terminal.stdout.write(text),
      writeErr: (text) => context.terminal.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'movie: ')),
    })
    .exitOverride()
    .showHelpAfterError('See `movie --help`.')
    .addHelpText('after', `\n${EXAMPLES}\n\n${EXIT_CODES_HELP}`)
    .action((verb: string | undefined, _options: object, command: Command) => runTutorial(context, verb, command));
  for (const option of globalOptions()) program.addOption(option);
  for (const add of VERBS) add(program, context);
  return program;
}

const VERBS = [
  addGet,
  addList,
  addSearch,
  addAdd,
  addUpdate,
  addDelete,
  addImport,
  addExport,
  addWatch,
  addHealth,
  addServices,
];

async function runTutorial(context: CommandContext, verb: string | undefined, command: Command): Promise<void> {
  if (verb !== undefined) command.error(`error: unknown command '${verb}'`);
  await withClient(context, command, ({ client, terminal }) =>
    tutorial(client, (line) => terminal.stdout.write(`${line}\n`)),
  );
}
