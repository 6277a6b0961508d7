#!/usr/bin/env node
import { EXIT } from './cli/exit-code.js';
import { systemReason } from './cli/io/system-reason.js';
import { runCommandLine } from './cli/run-command-line.js';
import { Terminal } from './cli/terminal/terminal.js';

const { stdin, stdout, stderr, env } = process;
const terminal = new Terminal({
  stdin,
  stdout,
  stderr,
  columns: stdout.isTTY ? stdout.columns : undefined,
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

process.exitCode = await runCommandLine(process.argv.slice(2), terminal, env, interruption.signal);
