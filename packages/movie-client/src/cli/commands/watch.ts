import type { Command } from 'commander';
import type { WatchEvent } from '../../calls/watch-movies.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { movieCount } from '../terminal/count.js';
import { printable } from '../terminal/printable.js';
import { WatchOutput } from '../terminal/watch-output.js';

interface WatchOptions {
  readonly existing?: boolean;
  readonly resumeToken?: string;
}

/**
 * How long a watch may wait for a server without a word, in milliseconds. A stream without events counts as served after
 * a second.
 */
const SILENT_MS = 2_000;

/** `watch`: prints changes as they happen. */
export function defineWatch(command: Command, context: CommandContext): void {
  command
    .description(
      'Prints each change of the catalog as it happens, until Ctrl-C. Continues after a restart of the server.',
    )
    .option('--existing', 'print the movies that exist first')
    .option('--resume-token <TOKEN>', 'continue after the event with this token (see --json)')
    .action((_options: object, command: Command) => withClient<WatchOptions>(context, command, watch));
}

async function watch({ client, options, terminal, signal }: CommandRun<WatchOptions>): Promise<void> {
  const { existing = false, resumeToken } = options;
  const output = new WatchOutput(terminal, options);
  const onInterruption = () => terminal.say('The server is gone. Waiting for it to come back …');
  const onStart = () => clearTimeout(waiting);
  const onResumption = () => terminal.say('The server is back.');
  const start = { skipExisting: !existing, ...(resumeToken !== undefined && { resumeToken }) };
  const waiting = setTimeout(() => terminal.say(`Nothing from ${options.address.join()} yet. Waiting …`), SILENT_MS);
  let isFirst = true;
  try {
    for await (const event of client.watch({ ...start, signal, onStart, onInterruption, onResumption })) {
      if (event.type === 'restart') terminal.say(restartNotice(event));
      if (event.type === 'checkpoint' && isFirst) {
        terminal.say(`Watching ${movieCount(event.totalSize)}. Press Ctrl-C to stop.`);
        isFirst = false;
      }
      await output.print(event);
    }
  } finally {
    clearTimeout(waiting);
  }
}

function restartNotice({ cause }: Extract<WatchEvent, { type: 'restart' }>): string {
  return `The watch starts over and may have missed changes: ${printable(cause?.message ?? 'the server ended it.')}`;
}
