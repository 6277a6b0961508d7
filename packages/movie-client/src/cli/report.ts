import { EXIT, type ExitCode } from './exit-code.js';
import { describeAll, explain, INTERRUPTED } from './explain.js';
import type { Terminal } from './terminal/terminal.js';

/** Prints what went wrong, and returns the exit code. */
export function report(error: unknown, terminal: Terminal, signal: AbortSignal, isVerbose: boolean): ExitCode {
  const explanation = explain(error) ?? (error === signal.reason ? INTERRUPTED : undefined);
  if (!explanation) {
    terminal.say(describeAll(error));
    return EXIT.failure;
  }
  if (explanation !== INTERRUPTED) terminal.say(`movie: ${explanation.message}`);
  if (isVerbose) terminal.say(describeAll(error));
  return explanation.exitCode;
}
