import type { Command } from 'commander';
import type { MovieClient } from '../movie-client.js';
import type { GlobalOptions } from './options/global-options.js';
import type { Terminal } from './terminal/terminal.js';

/** What the process gives to every command. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
  readonly connect: (options: GlobalOptions) => Promise<MovieClient>;
}

/** What one run of a command works with. */
export interface CommandRun<Options> {
  readonly client: MovieClient;
  /** The options of the command and the global ones. */
  readonly options: Options & GlobalOptions;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Runs a command with a client for its options, and closes the client. */
export async function withClient<Options extends object>(
  { terminal, signal, connect }: CommandContext,
  command: Command,
  run: (run: CommandRun<Options>) => Promise<void>,
): Promise<void> {
  const options = command.optsWithGlobals<Options & GlobalOptions>();
  const client = await connect(options);
  try {
    await run({ client, options, terminal, signal });
  } finally {
    client.close();
  }
}
