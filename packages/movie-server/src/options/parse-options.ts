import { Command, CommanderError, Option } from 'commander';

/** One option: what it takes, its default, and how it is read. */
export interface OptionSpec<Value> {
  /** What `--help` and the documentation say of it. */
  readonly help: string;
  /** The heading it stands under in `--help`. */
  readonly group: string;
  /** What it takes, `FILE`; an option without a placeholder is a switch. */
  readonly placeholder?: string;
  /** The value if none is given, as a person would write it; empty for none. */
  readonly default: string;
  /** What `--help` and the documentation show for a default that is another on each machine. */
  readonly shownDefault?: string;
  /**
   * Turns the text that was given into a value.
   *
   * @throws OptionValueError with the rest of a sentence that starts with the option's name: `must be …`
   */
  readonly parse: (text: string) => Value;
}

/** The value of an option is wrong. */
export class OptionValueError extends Error {
  override readonly name = 'OptionValueError';
}

/** Options by their names in TypeScript. */
export type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>;

/** The values of a set of options. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends OptionSpec<infer Value> ? Value : never;
};

/** What `parseOptions` makes of the command line and the environment. */
export interface ParsedOptions<Specs extends OptionSpecs> {
  readonly values: OptionValues<Specs>;
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
}

/** `--shutdown-grace` for `shutdownGrace`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `MOVIE_SHUTDOWN_GRACE` for `shutdownGrace`. */
export function variableOf(name: string): string {
  return `MOVIE_${flagOf(name).slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/** A command that takes these options, as texts; `--help` lists them by group. */
export function commandOf(specs: OptionSpecs): Command {
  const command = new Command().exitOverride().allowUnknownOption().allowExcessArguments();
  for (const [name, spec] of Object.entries(specs)) command.addOption(optionOf(name, spec));
  return command;
}

function optionOf(name: string, { help, group, placeholder, ...spec }: OptionSpec<unknown>): Option {
  const preset = spec.shownDefault ?? spec.default;
  const ending = placeholder === undefined || preset === '' ? '' : ` Default: ${preset}.`;
  // Commander's own `env` reads process.env by itself, and takes an empty variable for a value.
  const description = `${help}${ending} [${variableOf(name)}]`;
  const flags = placeholder === undefined ? `${flagOf(name)} [BOOLEAN]` : `${flagOf(name)} <${placeholder}>`;
  return new Option(flags, description).helpGroup(`${group}:`);
}

/**
 * Reads options from the command line, else from the environment, else takes their defaults. An empty variable counts
 * as not given.
 *
 * @param command `commandOf` of the same options, with what else a program adds
 * @returns the values that are right, and a sentence for each mistake and for each variable that is ignored
 * @throws CommanderError with exit code 0 after `--help` or `--version` was printed
 */
export function parseOptions<Specs extends OptionSpecs>(
  specs: Specs,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  command = commandOf(specs),
): ParsedOptions<Specs> {
  const mistakes = readCommandLine(command, args, specs);
  const warnings: string[] = [];
  // `true` is a switch without a value.
  const flags = command.opts<Readonly<Record<string, string | true>>>();
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const variable = variableOf(name);
    const isForeign = isServiceLink(variable, env[variable] ?? '');
    if (isForeign)
      warnings.push(`${variable}=${env[variable]} is ignored: Kubernetes sets it for a Service of that name.`);
    const ownEnv = isForeign ? '' : env[variable];
    const text = String(flags[name] ?? (ownEnv || spec.default));
    try {
      values[name] = spec.parse(text);
    } catch (error) {
      if (!(error instanceof OptionValueError)) throw error;
      const source = flags[name] === undefined && ownEnv ? variable : flagOf(name);
      mistakes.push(`${source} ${error.message}, and is ${shown(text)}.`);
    }
  }
  // Made from the table that the type is made from; without mistakes every option is there.
  return { values: Object.freeze(values) as OptionValues<Specs>, mistakes, warnings };
}

/** Whether it is a variable that Kubernetes sets for the port of a Service: `MOVIE_PORT` for the Service `movie`. */
function isServiceLink(variable: string, value: string): boolean {
  return variable.endsWith('_PORT') && /^(?:tcp|udp|sctp):\/\/(?:[\d.]+|\[[\da-f:.]+\]):\d+$/i.test(value);
}

/** Gives what is wrong with the command line besides the values of its options. */
function readCommandLine(command: Command, args: readonly string[], specs: OptionSpecs): string[] {
  // Commander would take the next option for the value that is missing; `--name=--value` is the way to give one.
  const isValueless = (word: string, index: number) =>
    valued(command, word) !== undefined && (args[index + 1]?.startsWith('--') ?? true);
  const missing = args.filter(isValueless).map((word) => `${word} needs a value: ${valued(command, word)}.`);
  command.configureOutput({ outputError() {} }).parse(
    args.filter((word, index) => !isValueless(word, index)),
    { from: 'user' },
  );
  // A word after an unknown option is its value.
  const unknown = command.args.filter((word, index, all) => word.startsWith('-') || !all[index - 1]?.startsWith('-'));
  return [...unknown.map((word) => `${shown(word)} is not an option; ${adviceFor(word, specs)}`), ...missing];
}

/** What to do about an unknown option: commander names the nearest ones in the error of a command that refuses it. */
function adviceFor(word: string, specs: OptionSpecs): string {
  const strict = commandOf(specs)
    .allowUnknownOption(false)
    .configureOutput({ outputError() {} });
  try {
    strict.parse([word.replace(/=.*/s, '')], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const [, nearest] = /\(Did you mean (.+\?)\)/.exec(error.message) ?? [];
    if (nearest !== undefined) return `did you mean ${nearest}`;
  }
  return 'see --help.';
}

/** A word of the command line in quotes, without the password if it is or has a URL. */
function shown(word: string): string {
  return JSON.stringify(word.replace(/(:\/+).*@/s, '$1…@'));
}

/** What an option takes, `PORT`; undefined for what needs no value. */
function valued(command: Command, flag: string): string | undefined {
  const option = command.options.find(({ long, required }) => required && long === flag);
  return option && /<(\S+)>/.exec(option.flags)?.[1];
}
