import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import type { MovieClient } from '../movie-client.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { cleanEnvironment } from './options/clean-environment.js';
import type { GlobalOptions } from './options/global-options.js';
import { createProgram, runTutorialWithoutCommand } from './program.js';
import type { Terminal } from './terminal/terminal.js';

/**
 * Runs the command line until its command has ended, and says on the terminal what went wrong.
 *
 * @param args what was typed after the name of the program
 * @param signal aborts at Ctrl-C
 */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ExitCode> {
  const context = { terminal, signal, connect };
  const program = await createProgram(context, args, readVersion());
  try {
    cleanEnvironment(program, env);
    runTutorialWithoutCommand(program, context, args);
    await program.parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    // commander has printed it already; 0 is for `--help` and `--version`.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    // Loaded only now: most commands end well.
    const { report } = await import('./report.js');
    return report(error, terminal, signal, args.includes('--verbose'));
  }
}

/** Loads gRPC, which takes half of a start, and which `--help` and wrong usage don't need. */
async function connect(options: GlobalOptions): Promise<MovieClient> {
  return (await import('./connect.js')).connect(options);
}

function readVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(file);
  return version;
}
