import { EXIT } from './cli/exit-code.js';
import { systemReason } from './cli/io/system-reason.js';
import { runCommandLine } from './cli/run-command-line.js';
import { Terminal } from './cli/terminal/terminal.js';

/** How long a command may clean up after a signal that ends it. */
const CLEAN_UP_MS = 2_000;

/** Runs the command line of this process, with its streams and signals, and sets its exit code. */
export async function runProgram(process: NodeJS.Process): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  const terminal = new Terminal({
    stdin,
    stdout,
    stderr,
    // A terminal that doesn't know its width says 0 or nothing.
    columns: stdout.isTTY ? stdout.columns || Number.POSITIVE_INFINITY : undefined,
    isStderrTerminal: stderr.isTTY === true,
    env,
  });

  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of our output has closed it, as `| head` does.
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    terminal.say(`movie: Standard output can't be written: ${systemReason(error)}.`);
    process.exit(EXIT.usage);
  });
  // What can't be said must not end the command.
  stderr.on('error', () => {});

  const interruption = new AbortController();
  process.on('SIGINT', () => {
    // The second Ctrl-C doesn't wait.
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    interruption.abort();
  });

  /** The signal that ends the program when its command has cleaned up. */
  let termination: NodeJS.Signals | undefined;
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      termination = signal;
      interruption.abort();
      // A reader of our output that has stopped reading must not keep us.
      setTimeout(() => process.kill(process.pid, signal), CLEAN_UP_MS).unref();
    });
  }

  process.exitCode = await runCommandLine(process.argv.slice(2), terminal, env, interruption.signal);
  if (termination) process.kill(process.pid, termination);
}
