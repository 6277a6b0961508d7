#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { connect } from './cli/connect.js';
import { EXIT, type ExitCode } from './cli/exit-code.js';
import { describeAll, explain, INTERRUPTED } from './cli/explain.js';
import { systemReason } from './cli/io/system-reason.js';
import { cleanEnvironment } from './cli/options/clean-environment.js';
import { createProgram } from './cli/program.js';
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

/** Prints what went wrong, and returns the exit code. */
function report(error: unknown): ExitCode {
  // commander has printed it already; 0 is for `--help` and `--version`.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const explanation = explain(error) ?? (error === interruption.signal.reason ? INTERRUPTED : undefined);
  if (!explanation) {
    terminal.say(describeAll(error));
    return EXIT.failure;
  }
  if (explanation !== INTERRUPTED) terminal.say(`movie: ${explanation.message}`);
  if (process.argv.includes('--verbose')) terminal.say(describeAll(error));
  return explanation.exitCode;
}

const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const program = createProgram({ terminal, signal: interruption.signal, connect }, version);
try {
  cleanEnvironment(program, env);
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
