import { type Argument, type Command, Help, Option } from 'commander';
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
    .configureHelp({ minWidthToWrap: 20, commandUsage, subcommandTerm, formatHelp, optionTerm, optionDescription })
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

/** Options that share a line in the help of a command, so that it fits a screen. */
const FOLDED: readonly { readonly flags: string; readonly about: string; readonly has: (long: string) => boolean }[] = [
  { flags: '--rated, --unrated', about: 'with a rating, without one', has: (long) => /^--(un)?rated$/.test(long) },
  {
    flags: '--where-… VALUE',
    about: 'movies that meet this, as with `movie list`',
    has: (long) => long.startsWith('--where-'),
  },
];

/** Folds options in the help alone: commander names the nearest of the visible ones to whoever slips. */
function formatHelp(command: Command, help: Help): string {
  return new Help().formatHelp(command, Object.assign(help, { visibleOptions }));
}

/** The options of a command, without `--help`, which was just typed. */
function visibleOptions(command: Command): Option[] {
  if (!command.parent) return new Help().visibleOptions(command);
  const shown = command.options.map((option) => {
    const fold = FOLDED.find(({ has }) => has(option.long ?? ''));
    return { option, fold };
  });
  return shown.flatMap(({ option, fold }, index) => {
    if (!fold) return option.hidden ? [] : [option];
    const isFirst = shown.findIndex((other) => other.fold === fold) === index;
    return isFirst ? [new Option(fold.flags, fold.about)] : [];
  });
}

function optionTerm({ flags }: Option): string {
  return flags.replace(/[<>]/g, '');
}

/** What it does, its choices, its default and its variable. */
function optionDescription(option: Option): string {
  const { description, argChoices, defaultValue, defaultValueDescription, envVar } = option;
  const preset = defaultValueDescription ?? (option.isBoolean() ? undefined : defaultValue);
  const parts = [
    [description, argChoices?.join(', ')].filter(Boolean).join(': '),
    preset === undefined ? '' : `(default: ${preset})`,
    envVar === undefined ? '' : `[${envVar}]`,
  ];
  return parts.filter(Boolean).join(' ');
}
