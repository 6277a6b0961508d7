import type { Argument, Command, Option } from 'commander';
import type { Terminal } from './terminal/terminal.js';

const WIDTH = 80;

const GLOBAL_OPTIONS = '\nGlobal options: --address, --timeout, --token-file, --json, … (movie --help)';

/**
 * Lets the help of a program fit the terminal, and that of a command a screen: it has the command's own options, and
 * names the global ones in a line.
 */
export function configureHelp(program: Command, { columns = WIDTH }: Pick<Terminal, 'columns'>): void {
  const width = Number.isFinite(columns) ? columns : WIDTH;
  program
    .configureOutput({ getOutHelpWidth: () => width })
    .configureHelp({ minWidthToWrap: 20, commandUsage, subcommandTerm, optionTerm, optionDescription })
    .addHelpText('afterAll', ({ command }) => (command === program ? '' : GLOBAL_OPTIONS));
}

function commandUsage(command: Command): string {
  const { parent } = command;
  return parent ? `${parent.name()} ${subcommandTerm(command)} [OPTION…]` : `${command.name()} ${command.usage()}`;
}

function subcommandTerm(command: Command): string {
  return [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' ');
}

function argumentTerm(argument: Argument): string {
  const term = argument.name() + (argument.variadic ? '…' : '');
  return argument.required ? term : `[${term}]`;
}

function optionTerm({ flags }: Option): string {
  return flags.replace(/[<>]/g, '');
}

/** What it does, its choices, its default and its variable. */
function optionDescription(option: Option): string {
  const { description, argChoices, defaultValue, defaultValueDescription, envVar } = option;
  const preset = defaultValueDescription ?? (option.isBoolean() ? undefined : defaultValue);
  const parts = [
    argChoices ? `${description}: ${argChoices.join(', ')}` : description,
    preset === undefined ? '' : `(default: ${preset})`,
    envVar === undefined ? '' : `[${envVar}]`,
  ];
  return parts.filter(Boolean).join(' ');
}
