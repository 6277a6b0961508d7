import type { Command } from 'commander';
import type { Written } from '../../calls/write-movies.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { readIds } from '../io/read-ids.js';
import { addWhereOptions, toFilter, type WhereOptions, whereConditions } from '../options/filter-options.js';
import { countNumber } from '../options/parse-number.js';
import { movieCount } from '../terminal/count.js';
import { preview, undoHint } from '../write-report.js';

interface DeleteOptions extends WhereOptions {
  readonly etag?: string;
  readonly allowMissing?: boolean;
  readonly expect?: number;
}

/** `delete`: deletes movies by their ids, or all that meet conditions. */
export function defineDelete(command: Command, context: CommandContext): void {
  command.description(
    'Deletes movies, all of them or none, and prints their ids. With --where options in place of ids, it deletes all ' +
      'movies that meet every condition. Without --expect it then only says which it would delete.',
  );
  addWhereOptions(command)
    .option('--expect <NUMBER>', 'delete just so many movies, or none', countNumber)
    .option('--etag <ETAG>', 'only if it still has this etag (see --json); one movie only')
    .option('--allow-missing', 'succeed if there is no such movie')
    .action((ids: string[], _options: object, command: Command) =>
      withClient<DeleteOptions>(context, command, (run) => (ids.length === 0 ? deleteAll(run) : deleteThese(ids, run))),
    );
}

/** What the server takes. */
const MAX_IDS = 10_000;

async function deleteThese(words: readonly string[], run: CommandRun<DeleteOptions>): Promise<void> {
  const { client, options, terminal, signal } = run;
  const { etag, allowMissing = false, json, expect } = options;
  if (whereConditions(options)) throw new CommandError(EXIT.usage, 'Give ids or --where options, not both.');
  const named = words.filter((word) => word !== '-');
  const ids = [...new Set(named.length < words.length ? [...named, ...(await readIds(terminal.stdin))] : named)];
  if (ids.length > MAX_IDS) {
    throw new CommandError(EXIT.usage, 'At most 10,000 movies can be named at once. Choose them with --where options.');
  }
  if (etag !== undefined && ids.length !== 1) {
    throw new CommandError(EXIT.usage, 'An etag belongs to one movie. Delete the others separately.');
  }
  if (expect !== undefined && expect !== ids.length) {
    throw new CommandError(EXIT.refused, `Nothing was deleted: ${movieCount(ids.length)} instead of ${expect}.`);
  }
  const [id = ''] = ids;
  if (ids.length === 0) terminal.say('No id was given, and nothing was deleted.');
  const result =
    ids.length === 1 ? await client.delete(id, { allowMissing, signal, etag }) : await deleteEach(ids, run);
  const { revision } = result;
  for (const each of ids) await (json ? terminal.printJson({ id: each, revision }) : terminal.print(each));
  if (!json) undoHint(terminal, result);
}

async function deleteEach(ids: readonly string[], run: CommandRun<DeleteOptions>): Promise<Written> {
  const existing = run.options.allowMissing ? await existingOf(ids, run) : ids;
  if (existing.length === 0) return { revision: undefined };
  return await run.client.deleteMany({ ids: existing }, { expectedCount: existing.length, signal: run.signal });
}

async function existingOf(ids: readonly string[], { client, signal }: CommandRun<DeleteOptions>): Promise<string[]> {
  const existing: string[] = [];
  for await (const { id, movie } of client.lookup(ids, { signal })) if (movie) existing.push(id);
  return existing;
}

async function deleteAll(run: CommandRun<DeleteOptions>): Promise<void> {
  const { client, options, terminal, signal } = run;
  const { expect: expectedCount, json } = options;
  const conditions = whereConditions(options);
  if (!conditions) throw new CommandError(EXIT.usage, 'Name movies by their ids, or by --where options.');
  if (options.etag !== undefined || options.allowMissing) {
    throw new CommandError(EXIT.usage, '--etag and --allow-missing go with ids, not with --where options.');
  }
  const validateOnly = expectedCount === undefined;
  const selection = { filter: toFilter(conditions) };
  const result = await client.deleteMany(selection, { expectedCount, validateOnly, signal });
  const { deletedCount: deleted } = result;
  if (validateOnly) {
    const did = `Would delete ${movieCount(deleted)}.`;
    await preview(run, conditions, { did, counts: { deleted }, total: deleted, changed: deleted, ...result });
  } else if (json) {
    await terminal.printJson({ deleted, revision: result.revision });
  } else {
    terminal.say(`Deleted ${movieCount(deleted)}.`);
    undoHint(terminal, result);
  }
}
