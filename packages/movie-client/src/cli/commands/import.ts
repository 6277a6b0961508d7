import type { Command } from 'commander';
import { FORMATS, type FormatName } from 'movie-files';
import type { ImportResult } from '../../calls/import-movies.js';
import { MovieError } from '../../movie-error.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { ImportSource } from '../io/import-source.js';
import { openInput } from '../io/input-file.js';
import { formatOf, formatOption } from '../options/format-option.js';
import { count } from '../terminal/count.js';
import { printable } from '../terminal/printable.js';
import { Progress } from '../terminal/progress.js';

interface ImportOptions {
  readonly format?: FormatName;
  readonly upsert?: boolean;
  readonly skipInvalid?: boolean;
  readonly dryRun?: boolean;
}

/** `import FILE`: adds the movies of a file, all or none. */
export function defineImport(program: Command, context: CommandContext): void {
  program
    .command('import')
    .summary('add the movies of a file')
    .description(
      'Adds the movies of a file, all of them or none. The extension (.json, .ndjson, .csv) or --format decides the ' +
        'format. A CSV file names its columns in its first line: id,title,rating,director,releaseYear,genres.',
    )
    .argument('<FILE>', '- is standard input')
    .addOption(formatOption())
    .option('--upsert', 'replace movies whose id is taken')
    .option('--skip-invalid', 'skip bad movies and import the others')
    .option('--dry-run', 'only say what the import would do')
    .action((file: string, _options: object, command: Command) =>
      withClient<ImportOptions>(context, command, (run) => importFile(file, run)),
    );
}

async function importFile(file: string, run: CommandRun<ImportOptions>): Promise<void> {
  const { options, terminal } = run;
  const format = FORMATS[options.format ?? formatOf(file)];
  const progress = new Progress(terminal);
  const input = await openInput(file, terminal);
  const source = new ImportSource(input, format, {
    skipsProblems: options.skipInvalid === true,
    onProgress: (movies, part) => progress.update(movies, part),
  });
  try {
    const result = await send(source, run);
    progress.done();
    await report(result, source, run);
  } finally {
    progress.done();
    // A standard input that is still open would keep the process alive.
    input.stream.destroy();
  }
}

async function send(
  source: ImportSource,
  { client, options, signal }: CommandRun<ImportOptions>,
): Promise<ImportResult> {
  let isSent = false;
  const { upsert = false, skipInvalid = false, dryRun: validateOnly = false } = options;
  const onSent = () => {
    isSent = true;
  };
  try {
    const mode = upsert ? 'upsert' : 'create';
    return await client.import(source.movies(), { mode, skipInvalid, validateOnly, signal, onSent });
  } catch (error) {
    if (signal.aborted) throw interrupted(isSent);
    if (!(error instanceof MovieError)) throw error;
    throw isSent && isLost(error) ? lostServer(error) : withPlaces(error, source, upsert);
  }
}

function interrupted(isSent: boolean): CommandError {
  const outcome = isSent
    ? 'Interrupted after the last movie was sent: the server has imported all of them or none.'
    : 'Interrupted: nothing was imported.';
  return new CommandError(EXIT.interrupted, outcome);
}

/** What grpc-js says of a call that never left this machine. Its requests count as sent when grpc-js has them. */
const NOT_STARTED = /No connection established|Name resolution failed|waiting for (LB pick|name resolution)/i;

function isLost({ code, message }: MovieError): boolean {
  if (NOT_STARTED.test(message)) return false;
  return code === 'UNAVAILABLE' || code === 'CANCELLED' || code === 'DEADLINE_EXCEEDED';
}

function lostServer(cause: MovieError): CommandError {
  const message = 'The connection was lost before the server answered: it has imported all of the movies or none.';
  return new CommandError(EXIT.unavailable, message, { cause });
}

/** The error with the places in the file instead of the indexes in the request. */
function withPlaces(error: MovieError, source: ImportSource, upsert: boolean): Error {
  const lines = error.violations.map(({ field, description }) => {
    const [, index, name] = /^movies\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
    if (index === undefined) return `  ${printable(`${field} ${description}`)}`;
    return `  ${source.where(Number(index))}: ${printable(`${name ? `${name} ` : ''}${description}`)}`;
  });
  if (lines.length === 0) return error;
  const advice = upsert
    ? 'Fix the file, or skip bad movies with --skip-invalid.'
    : 'Fix the file, skip bad movies with --skip-invalid, or replace those that exist with --upsert.';
  return new CommandError(EXIT.refused, `Nothing was imported:\n${lines.join('\n')}\n${advice}`, { cause: error });
}

async function report(
  { createdCount, updatedCount, unchangedCount, skippedCount, problems }: ImportResult,
  source: ImportSource,
  { options, terminal }: CommandRun<ImportOptions>,
): Promise<void> {
  for (const line of source.problems) terminal.say(`  ${line}`);
  for (const { position, field, description } of problems) {
    terminal.say(`  ${source.where(position)}: ${printable(`${field ? `${field} ` : ''}${description}`)}`);
  }
  const skipped = skippedCount + source.problemCount;
  if (options.json) {
    const counts = { created: createdCount, updated: updatedCount, unchanged: unchangedCount, skipped };
    await terminal.printJson(counts);
    return;
  }
  const parts = [`${count(createdCount)} new`, `${count(updatedCount)} changed`, `${count(unchangedCount)} unchanged`];
  const did = options.dryRun ? 'Would import' : 'Imported';
  terminal.say(`${did}: ${parts.join(', ')}${skipped > 0 ? `, ${count(skipped)} skipped` : ''}.`);
}
