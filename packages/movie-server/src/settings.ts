import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { messageOf, resolveHost } from 'grpc-host';
import { explainFailure } from './explain-failure.js';
import { fail } from './fail.js';
import { contradictions } from './options/contradictions.js';
import { stackHelp } from './options/option-help.js';
import { OPTIONS, type Options } from './options/options.js';
import { commandOf, parseOptions } from './options/parse-options.js';

/** What a server is started with. */
export interface Settings {
  readonly options: Options;
  /** Those of its host. */
  readonly addresses: readonly string[];
  /** What to log about the way they were given. */
  readonly warnings: readonly string[];
}

/** The options, and the addresses of the host. The process ends if any of them is wrong. */
export async function readSettings(process: NodeJS.Process): Promise<Settings> {
  const command = stackHelp(serverCommand(), process.stdout);
  try {
    const { values, mistakes, warnings } = parseOptions(OPTIONS, process.argv.slice(2), process.env, command);
    const { addresses, failure } = await resolve(values.host);
    const all = [...mistakes, ...contradictions(values, addresses)];
    if (all.length > 0) fail(process, all, 2);
    return failure === undefined ? { options: values, addresses, warnings } : fail(process, [failure], 1);
  } catch (error) {
    // `--help` or `--version`, which commander has printed.
    if (error instanceof CommanderError) process.exit(error.exitCode);
    throw error;
  }
}

function serverCommand() {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(file);
  return commandOf(OPTIONS)
    .name('pnpm start server')
    .description(
      'Serves the movie catalog over gRPC, as JSON over HTTP, and as a page for browsers.\n' +
        'Each option may be given by the variable in brackets instead; the command line wins.',
    )
    .usage('[OPTION…]')
    .version(version, '--version', 'Prints the version.')
    .helpOption('--help', 'Prints this.');
}

/** The addresses of a host; none if there is no host, or what is wrong with it. */
async function resolve(host: string | undefined): Promise<{ addresses: readonly string[]; failure?: string }> {
  try {
    return { addresses: host === undefined ? [] : await resolveHost(host) };
  } catch (error) {
    return { addresses: [], failure: explainFailure(error, host ?? '') ?? messageOf(error) };
  }
}
