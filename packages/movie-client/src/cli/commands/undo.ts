import type { Command } from 'commander';
import type { RevertResult } from '../../calls/write-movies.js';
import type { MovieClient } from '../../movie-client.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { movieCount } from '../terminal/count.js';
import { printable } from '../terminal/printable.js';
import { changeJson, sayChanges, undoHint } from '../write-report.js';

interface UndoOptions {
  readonly dryRun?: boolean;
}

/** `undo [REVISION]`: puts back what a write changed. */
export function defineUndo(command: Command, context: CommandContext): void {
  command
    .description(
      'Puts back what a write changed: the one that is named, or the newest. It is refused if some of its movies have ' +
        'changed since. An undo is a write, too, and can be undone.',
    )
    .option('--dry-run', 'only say what would be put back')
    .action((revision: string | undefined, _options: object, command: Command) =>
      withClient<UndoOptions>(context, command, (run) => undo(revision, run)),
    );
}

async function undo(named: string | undefined, run: CommandRun<UndoOptions>): Promise<void> {
  const { client, options, terminal, signal } = run;
  const revision = named ?? (await newestRevision(client, signal));
  const plan = await client.revert(revision, { validateOnly: true, signal });
  if (!options.json) sayChanges(terminal, plan.changes, plan.createdCount + plan.updatedCount + plan.deletedCount);
  const result = options.dryRun ? plan : await client.revert(revision, { signal });
  if (options.json) {
    const { createdCount: created, updatedCount: updated, deletedCount: deleted } = result;
    const changes = plan.changes.map(changeJson);
    await terminal.printJson({ undone: revision, created, updated, deleted, changes, revision: result.revision });
    return;
  }
  terminal.say(printable(`${options.dryRun ? 'Would undo' : 'Undid'} ${revision}: ${inWords(result)}.`));
  if (!options.dryRun) undoHint(terminal, result);
}

/** @throws CommandError if there is none */
async function newestRevision(client: MovieClient, signal: AbortSignal): Promise<string> {
  for await (const event of client.watch({ skipExisting: true, signal })) {
    if (event.type !== 'checkpoint') continue;
    if (event.revision !== undefined) return event.revision;
    break;
  }
  throw new CommandError(
    EXIT.refused,
    'There is nothing to undo: the server knows no write. With a JSON file, it forgets its writes when it stops.',
  );
}

function inWords({ createdCount, updatedCount, deletedCount }: RevertResult): string {
  const parts = [
    createdCount > 0 && `${movieCount(createdCount)} back`,
    updatedCount > 0 && `${movieCount(updatedCount)} changed back`,
    deletedCount > 0 && `${movieCount(deletedCount)} deleted`,
  ];
  return parts.filter(Boolean).join(', ') || 'all is as it was before it';
}
