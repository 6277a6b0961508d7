import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { connect } from './connect.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { describeAll, explain, INTERRUPTED } from './explain.js';
import { cleanEnvironment } from './options/clean-environment.js';
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
  const program = createProgram(context, readVersion());
  try {
    cleanEnvironment(program, env);
    runTutorialWithoutCommand(program, context, args);
    await program.parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    // commander has printed it already; 0 is for `--help` and `--version`.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return report(error, terminal, signal, args.includes('--verbose'));
  }
}

/** Prints what went wrong, and returns the exit code. */
function report(error: unknown, terminal: Terminal, signal: AbortSignal, isVerbose: boolean): ExitCode {
  const explanation = explain(error) ?? (error === signal.reason ? INTERRUPTED : undefined);
  if (!explanation) {
    terminal.say(describeAll(error));
    return EXIT.failure;
  }
  if (explanation !== INTERRUPTED) terminal.say(`movie: ${explanation.message}`);
  if (isVerbose) terminal.say(describeAll(error));
  return explanation.exitCode;
}

function readVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(file);
  return version;
}
