import { type Command, Option } from 'commander';
import { type CommandContext, type CommandRun, withClient } from '../cli/command-context.js';
import { CommandError } from '../cli/command-error.js';
import { EXIT } from '../cli/exit-code.js';
import { ImportSource } from '../cli/import-source.js';
import { openInput } from '../cli/input-file.js';
import { count, Progress } from '../cli/progress.js';
import { FORMATS, type FormatName, formatOfFile } from '../formats/formats.js';
import type { ImportResult } from '../import-movies.js';
import { MovieError } from '../movie-error.js';

interface ImportOptions {
  readonly format?: FormatName;
  readonly upsert?: boolean;
  readonly skipInvalid?: boolean;
}

/** `import FILE`: movies from a file, all or none. */
export function addImport(program: Command, context: CommandContext): void {
  program
    .command('import')
    .summary('add the movies of a file')
    .description(
      'Adds the movies of a file, all of them or none. The format is that of the ending (.json, .ndjson, .csv) or of ' +
        '--format. A CSV file names its columns in its first line: id,title,rating,director,releaseYear,genres.',
    )
    .argument('<FILE>', '- is standard input')
    .addOption(new Option('--format <FORMAT>', 'the format of the file').choices(Object.keys(FORMATS)))
    .option('--upsert', 'let movies whose id is taken replace those that are there')
    .option('--skip-invalid', 'leave bad movies out, and import the others')
    .action((file: string, _options: object, command: Command) =>
      withClient<ImportOptions>(context, command, (run) => importFile(file, run)),
    );
}

async function importFile(file: string, run: CommandRun<ImportOptions>): Promise<void> {
  const { options, terminal } = run;
  const name = options.format ?? formatOfFile(file);
  if (!name)
    throw new CommandError(EXIT.usage, `The ending of ${file} tells no format. Add --format json, ndjson or csv.`);
  const progress = new Progress(terminal);
  const input = await openInput(file, terminal);
  const source = new ImportSource(input, FORMATS[name], options.skipInvalid === true, (movies, part) =>
    progress.update(movies, part),
  );
  try {
    const result = await send(source, run);
    progress.done();
    await report(result, source, run);
  } finally {
    progress.done();
    // What still waits for standard input would keep the process from ending.
    input.stream.destroy();
  }
}

async function send(
  source: ImportSource,
  { client, options, signal }: CommandRun<ImportOptions>,
): Promise<ImportResult> {
  let isSent = false;
  const { upsert = false, skipInvalid = false } = options;
  try {
    return await client.import(source.movies(), {
      mode: upsert ? 'upsert' : 'create',
      skipInvalid,
      signal,
      onSent: () => {
        isSent = true;
      },
    });
  } catch (error) {
    if (signal.aborted) throw interrupted(isSent);
    throw error instanceof MovieError ? explained(error, source, isSent, upsert) : error;
  }
}

function interrupted(isSent: boolean): CommandError {
  const outcome = isSent
    ? 'Interrupted after the last movie was sent: the server has imported all of them or none.'
    : 'Interrupted: nothing was imported.';
  return new CommandError(EXIT.interrupted, outcome);
}

/** Says where in the file the server found fault. */
function explained(error: MovieError, source: ImportSource, isSent: boolean, upsert: boolean): Error {
  const isLost = error.code === 'UNAVAILABLE' || error.code === 'CANCELLED' || error.code === 'DEADLINE_EXCEEDED';
  if (isLost && isSent) {
    const message = 'The server was lost before it answered: it has imported all of the movies or none.';
    return new CommandError(EXIT.unavailable, message, { cause: error });
  }
  const lines = error.violations.map(({ field, description }) => {
    const [, position, name] = /^movies\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
    if (position === undefined) return `  ${field} ${description}`;
    return `  ${source.where(Number(position))}: ${name ? `${name} ` : ''}${description}`;
  });
  if (lines.length === 0) return error;
  const advice = upsert
    ? 'Mend the file, or leave bad movies out with --skip-invalid.'
    : 'Mend the file, leave bad movies out with --skip-invalid, or replace those that exist with --upsert.';
  return new CommandError(EXIT.refused, `Nothing was imported:\n${lines.join('\n')}\n${advice}`, { cause: error });
}

async function report(
  { createdCount, updatedCount, unchangedCount, skippedCount, problems }: ImportResult,
  source: ImportSource,
  { options, terminal }: CommandRun<ImportOptions>,
): Promise<void> {
  for (const line of source.problems) terminal.say(`  ${line}`);
  for (const { position, field, description } of problems) {
    terminal.say(`  ${source.where(position)}: ${field ? `${field} ` : ''}${description}`);
  }
  const skipped = skippedCount + source.problemCount;
  if (options.json) {
    const counts = { created: createdCount, updated: updatedCount, unchanged: unchangedCount, skipped };
    await terminal.print(`${JSON.stringify(counts)}\n`);
    return;
  }
  const parts = [`${count(createdCount)} new`, `${count(updatedCount)} changed`, `${count(unchangedCount)} the same`];
  terminal.say(`Imported: ${parts.join(', ')}${skipped > 0 ? `, ${count(skipped)} left out` : ''}.`);
}
