import { parseArgs } from 'node:util';

/** One option: where it may be given, what it takes, and what it is without. */
export interface OptionSpec<Value> {
  /** What `--help` and the documentation say of it. */
  readonly help: string;
  /** The heading it stands under in `--help`. */
  readonly group: string;
  /** What it takes, `FILE`; without, it is a switch. */
  readonly placeholder?: string;
  /** Its value without, as a person would write it; empty if it is off without. */
  readonly default: string;
  /**
   * Turns what a person wrote into a value.
   *
   * @throws OptionProblem that goes on from the option's name: `must be …`
   */
  readonly parse: (text: string) => Value;
}

/** What is wrong with an option's value. */
export class OptionProblem extends Error {}

export type OptionSpecs = Readonly<Record<string, OptionSpec<unknown>>>;

/** The values that a set of options comes to. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends OptionSpec<infer Value> ? Value : never;
};

/** `--shutdown-grace` for `shutdownGrace`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `MOVIE_SHUTDOWN_GRACE` for `shutdownGrace`. */
export function variableOf(name: string): string {
  return `MOVIE_${flagOf(name).slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/**
 * Reads options from the command line, then the environment, then their defaults.
 *
 * @returns the values, or every mistake that was made, each a sentence
 */
export function parseOptions<Specs extends OptionSpecs>(
  specs: Specs,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { values: OptionValues<Specs>; mistakes: readonly string[] } {
  const mistakes: string[] = [];
  const given = readArguments(specs, args, mistakes);
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const variable = variableOf(name);
    const flag = given.get(name);
    const text = flag ?? (env[variable] || spec.default);
    const source = flag === undefined && env[variable] ? variable : flagOf(name);
    try {
      values[name] = spec.parse(text);
    } catch (error) {
      if (!(error instanceof OptionProblem)) throw error;
      mistakes.push(`${source} ${error.message}, and is ${JSON.stringify(text)}.`);
    }
  }
  // Filled from the same table that the type is made from; without mistakes every option is there.
  return { values: Object.freeze(values) as OptionValues<Specs>, mistakes };
}

function readArguments(specs: OptionSpecs, args: readonly string[], mistakes: string[]): Map<string, string> {
  const names = new Map(Object.keys(specs).map((name) => [flagOf(name), name]));
  const options = Object.fromEntries(
    [...names].map(([flag, name]) => [
      flag.slice(2),
      { type: specs[name]?.placeholder ? 'string' : 'boolean' } as const,
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') mistakes.push(`${JSON.stringify(token.value)} is not an option; see --help.`);
    if (token.kind !== 'option') continue;
    const name = names.get(token.rawName);
    if (name === undefined) mistakes.push(`${token.rawName} is not an option; see --help.`);
    else if (!specs[name]?.placeholder) given.set(name, token.value ?? 'true');
    else if (token.value === undefined) mistakes.push(`${token.rawName} needs a value: ${specs[name]?.placeholder}.`);
    else given.set(name, token.value);
  }
  return given;
}

/** The options as `--help` shows them: by group, each with its flag, variable and default. */
export function describeOptions(specs: OptionSpecs): string {
  const options = Object.entries(specs);
  const groups = new Set(options.map(([, spec]) => spec.group));
  const describeGroup = (group: string) => {
    const lines = options.filter(([, spec]) => spec.group === group).map(describeOption);
    return `${group}:\n${lines.join('\n')}`;
  };
  return [...groups].map(describeGroup).join('\n\n');
}

function describeOption([name, spec]: [string, OptionSpec<unknown>]): string {
  const flag = spec.placeholder ? `${flagOf(name)} ${spec.placeholder}` : flagOf(name);
  const preset = spec.default === '' || !spec.placeholder ? '' : ` Default: ${spec.default}.`;
  return `  ${flag.padEnd(26)}  ${spec.help}${preset} [${variableOf(name)}]`;
}
