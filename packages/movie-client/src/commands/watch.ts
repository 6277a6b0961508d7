import type { Command } from 'commander';
import { type CommandContext, withClient } from '../cli/command-context.js';
import { movieFields, movieJson } from '../cli/movie-output.js';
import { movieCount } from '../cli/progress.js';
import { fit } from '../cli/table.js';
import type { Terminal } from '../cli/terminal.js';
import type { WatchEvent } from '../watch-movies.js';

interface WatchOptions {
  readonly existing?: boolean;
  readonly resumeToken?: string;
}

const STYLES = { existing: undefined, created: 'green', updated: 'yellow', deleted: 'red' } as const;

/** `watch`: changes as they come. */
export function addWatch(program: Command, context: CommandContext): void {
  program
    .command('watch')
    .summary('print changes as they come')
    .description('Prints each change of the catalog as it comes, until Ctrl-C. Goes on after a restart of the server.')
    .option('--existing', 'print the movies that exist first')
    .option('--resume-token <TOKEN>', 'go on after the event that had this token (see --json)')
    .action((_options: object, command: Command) =>
      withClient<WatchOptions>(context, command, async ({ client, options, terminal, signal }) => {
        const { existing = false, resumeToken, json = false } = options;
        const onInterruption = () => terminal.say('The server is gone. Waiting for it to come back …');
        const onResumption = () => terminal.say('The server is back.');
        let isFirst = true;
        const start = { skipExisting: !existing, ...(resumeToken !== undefined && { resumeToken }) };
        for await (const event of client.watch({ ...start, signal, onInterruption, onResumption })) {
          if (event.type === 'restart') terminal.say(restartNotice(event));
          if (event.type === 'checkpoint' && isFirst) {
            terminal.say(`Watching ${movieCount(event.totalSize)}. Ctrl-C ends it.`);
            isFirst = false;
          }
          await printEvent(terminal, event, json);
        }
      }),
    );
}

function restartNotice({ cause }: Extract<WatchEvent, { type: 'restart' }>): string {
  return `The watch begins again, and may have missed changes: ${cause?.message ?? 'the server ended it.'}`;
}

async function printEvent(terminal: Terminal, event: WatchEvent, json: boolean): Promise<void> {
  if (json) await terminal.print(`${JSON.stringify(eventJson(event))}\n`);
  else if ('movie' in event) await terminal.print(`${eventLine(terminal, event)}\n`);
}

function eventJson(event: WatchEvent): object {
  const { type, resumeToken } = event;
  if ('movie' in event) return { type, movie: movieJson(event.movie), resumeToken };
  return { type, ...('totalSize' in event && { totalSize: event.totalSize }), resumeToken };
}

function eventLine(terminal: Terminal, { type, movie }: Extract<WatchEvent, { movie: unknown }>): string {
  const fields = movieFields(movie);
  if (terminal.columns === undefined) return `${type}\t${fields}`;
  const name = type.padEnd(8);
  const style = STYLES[type];
  const rest = fit(fields.replace(/\t+/g, '  ').trimEnd(), terminal.columns - name.length - 2);
  return `${style ? terminal.styled(style, name) : name}  ${rest}`;
}
