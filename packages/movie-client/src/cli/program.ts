import { Command } from 'commander';
import { type CommandContext, withClient } from './command-context.js';
import { COMMANDS } from './commands.js';
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
 * @param args what was typed after the name of the program
 * @param version what `--version` prints
 */
export async function createProgram(
  context: CommandContext,
  args: readonly string[],
  version: string,
): Promise<Command> {
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
  for (const { name, argument, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary).showHelpAfterError(`See \`movie ${name} --help\`.`);
    if (argument) command.addArgument(argument);
    if (args.includes(name)) (await load())(command, context);
  }
  return program;
}

/**
 * Makes the program the tutorial's client if no command was typed. Otherwise it must have no action of its own: commander
 * names the nearest to an unknown command only then.
 *
 * @param args what was typed after the name of the program
 * @throws {CommanderError} if an option ends the program, as `--version` does
 */
export function runTutorialWithoutCommand(program: Command, context: CommandContext, args: readonly string[]): void {
  if (program.parseOptions([...args]).operands.length > 0) return;
  program.action(async (_options: object, command: Command) => {
    const { tutorial } = await import('./commands/tutorial.js');
    await withClient(context, command, ({ client, terminal }) => tutorial(client, (line) => terminal.print(line)));
  });
}
