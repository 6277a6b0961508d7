import type { Command } from 'commander';
import type { MovieClient } from '../../movie-client.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { addClearingOptions, addFieldOptions, type FieldOptions, toChanges } from '../options/field-options.js';
import { addWhereOptions, toFilter, type WhereOptions, whereConditions } from '../options/filter-options.js';
import { countNumber } from '../options/parse-number.js';
import { movieCount } from '../terminal/count.js';
import { printMovies } from '../terminal/movie-output.js';
import { printable } from '../terminal/printable.js';
import { preview, undoHint } from '../write-report.js';

interface UpdateOptions extends FieldOptions, WhereOptions {
  readonly etag?: string;
  readonly create?: boolean;
  readonly expect?: number;
}

/** `update`: changes some fields of a movie, or of all that meet conditions. */
export function defineUpdate(command: Command, context: CommandContext): void {
  command.description(
    'Changes fields of a movie and prints it as stored. With --where options in place of an id, it changes all movies ' +
      'that meet every condition, or none. Without --expect it then only says what it would change.',
  );
  addWhereOptions(addClearingOptions(addFieldOptions(command)))
    .option('--expect <NUMBER>', 'change just so many movies, or none', countNumber)
    .option('--etag <ETAG>', 'only if it still has this etag (see --json)')
    .option('--create', 'add the movie if there is none')
    .action((id: string | undefined, _options: object, command: Command) =>
      withClient<UpdateOptions>(context, command, (run) => (id === undefined ? updateAll(run) : updateOne(id, run))),
    );
}

async function updateOne(id: string, { client, options, terminal, signal }: CommandRun<UpdateOptions>): Promise<void> {
  const { etag, create: allowMissing } = options;
  if (whereConditions(options) || options.expect !== undefined) {
    throw new CommandError(EXIT.usage, 'An id is one movie. Give it, or --where options and --expect.');
  }
  const unknown = await unknownLabels(id, options, client, signal);
  const { movie } = await client.update(id, changesOf(options), { allowMissing, signal, etag });
  await printMovies(terminal, [movie], options);
  if (unknown.length > 0) terminal.say(printable(`It had no label ${unknown.map(quoted).join(' and no ')}.`));
}

/** The labels to remove that a movie doesn't have. */
async function unknownLabels(
  id: string,
  { label = {}, create }: UpdateOptions,
  client: MovieClient,
  signal: AbortSignal,
): Promise<string[]> {
  const removed = Object.keys(label).filter((key) => label[key] === null);
  if (removed.length === 0 || create) return [];
  const { labels } = await client.get(id, { signal });
  return removed.filter((key) => !Object.hasOwn(labels, key));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

async function updateAll(run: CommandRun<UpdateOptions>): Promise<void> {
  const { client, options, terminal, signal } = run;
  const { expect: expectedCount, json } = options;
  const conditions = whereConditions(options);
  if (!conditions) throw new CommandError(EXIT.usage, 'Name a movie by its id, or movies by --where options.');
  if (options.etag !== undefined || options.create) {
    throw new CommandError(EXIT.usage, '--etag and --create go with an id, not with --where options.');
  }
  const changes = changesOf(options);
  if (changes.title !== undefined)
    throw new CommandError(EXIT.usage, 'A title belongs to one movie. Name it by its id.');
  const validateOnly = expectedCount === undefined;
  const result = await client.updateMany({ filter: toFilter(conditions) }, changes, {
    expectedCount,
    validateOnly,
    signal,
  });
  const { updatedCount: updated, unchangedCount: unchanged } = result;
  if (validateOnly) {
    const did = `Would change ${movieCount(updated)}${unchanged > 0 ? `; ${movieCount(unchanged)} already so` : ''}.`;
    const counts = { updated, unchanged };
    await preview(run, conditions, { did, counts, total: updated + unchanged, changed: updated, ...result });
  } else if (json) {
    await terminal.printJson({ updated, unchanged, revision: result.revision });
  } else {
    terminal.say(`Changed ${movieCount(updated)}${unchanged > 0 ? `; ${movieCount(unchanged)} already so` : ''}.`);
    undoHint(terminal, result);
  }
}

function changesOf(options: UpdateOptions) {
  const changes = toChanges(options);
  if (changes) return changes;
  throw new CommandError(EXIT.usage, 'Nothing to change. Give at least one field, as in --rating 8.5.');
}
