import type { Command } from 'commander';
import { ColumnsError, EncodingError, FIELD_NAMES, FORMATS, type Format, type FormatName } from 'movie-files';
import type { ImportResult } from '../../calls/import-movies.js';
import { MovieError } from '../../movie-error.js';
import { type CommandContext, type CommandRun, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { reportImport } from '../import-report.js';
import {
  ENCODING_ADVICE,
  findingsOf,
  type ImportFindings,
  isAboutRecords,
  NAMES_ADVICE,
  refusal,
  skippedIn,
} from '../io/import-findings.js';
import { ImportSource, type ImportSourceOptions } from '../io/import-source.js';
import { type InputFile, openInput } from '../io/input-file.js';
import { encodingOption } from '../options/encoding-option.js';
import { formatOf, formatOption } from '../options/format-option.js';
import { addFileName, type FileNames } from '../options/name-option.js';
import { nonEmpty } from '../options/non-empty.js';
import { Progress } from '../terminal/progress.js';

interface ImportOptions {
  readonly format?: FormatName;
  readonly encoding?: string;
  readonly upsert?: boolean;
  readonly skipInvalid?: boolean;
  readonly dryRun?: boolean;
  readonly map?: FileNames;
  readonly ignoreUnknown?: boolean;
  readonly genreSeparator?: string;
}

/** `import FILE`: adds the movies of a file, all or none. */
export function defineImport(command: Command, context: CommandContext): void {
  command
    .description(
      'Adds the movies of a file, all of them or none. The extension (.json, .ndjson, .csv) or --format decides the ' +
        `format. A CSV file names its columns in its first line: ${FIELD_NAMES.join()}, or other names with --map.`,
    )
    .addOption(formatOption())
    .addOption(encodingOption())
    .option('--map <NAME=FIELD>', 'the name of a field in the file; repeat it for several', addFileName)
    .option('--ignore-unknown', 'leave out what is no field of a movie')
    .option('--genre-separator <TEXT>', 'what separates genres in CSV, besides semicolons', nonEmpty)
    .option('--upsert', 'change movies whose id is taken, in the fields that the file has; an empty cell clears')
    .option('--skip-invalid', 'skip bad movies and import the others')
    .option('--dry-run', 'only say what the import would do')
    .action((file: string, _options: object, command: Command) =>
      withClient<ImportOptions>(context, command, (run) => importFile(file, run)),
    );
}

const SAVE_AS_CSV = 'Save or export its sheet as CSV; in Excel, that is the file type "CSV UTF-8".';

async function importFile(file: string, run: CommandRun<ImportOptions>): Promise<void> {
  const { options, terminal } = run;
  const format = FORMATS[options.format ?? formatOf(file, SAVE_AS_CSV)];
  const progress = new Progress(terminal);
  const input = await openInput(file, terminal);
  const source = sourceOf(input, format, options, {
    skipsProblems: options.skipInvalid === true,
    onProgress: (movies, part) => progress.update(movies, part),
  });
  try {
    const result = await send(source, run);
    progress.done();
    await reportImport(result, source, run);
  } catch (error) {
    progress.done();
    if (error instanceof ColumnsError)
      throw new CommandError(EXIT.usage, `${error.message} ${NAMES_ADVICE}`, { cause: error });
    if (error instanceof EncodingError)
      throw new CommandError(EXIT.usage, `${error.message} ${ENCODING_ADVICE}`, { cause: error });
    if (!isAboutRecords(error)) throw error;
    const all = input.size === undefined ? undefined : await findAll(file, format, run);
    throw refusal(all ?? findingsOf(error, source), error);
  } finally {
    progress.done();
    // A standard input that is still open would keep the process alive.
    input.stream.destroy();
  }
}

function sourceOf(
  input: InputFile,
  format: Format,
  { map, ignoreUnknown, encoding, genreSeparator }: ImportOptions,
  how: Pick<ImportSourceOptions, 'skipsProblems' | 'onProgress'>,
): ImportSource {
  const names = map === undefined ? {} : { names: map };
  return new ImportSource(input, format, {
    ...how,
    ...names,
    ignoresUnknown: ignoreUnknown === true,
    encoding,
    genreSeparator,
  });
}

/**
 * All that is wrong in a file that was refused: a server ends an import that may skip nothing at its first problems, and
 * isn't asked once the file itself has some.
 *
 * @returns undefined if it can't be found out
 */
async function findAll(
  file: string,
  format: Format,
  { client, options, terminal, signal }: CommandRun<ImportOptions>,
): Promise<ImportFindings | undefined> {
  const input = await openInput(file, terminal);
  const source = sourceOf(input, format, options, { skipsProblems: true, onProgress: () => {} });
  const mode = options.upsert ? 'upsert' : 'create';
  try {
    const checked = { mode, skipInvalid: true, validateOnly: true, signal } as const;
    const findings = skippedIn(await client.import(source.movies(), checked), source);
    return findings.badCount === 0 ? undefined : findings;
  } catch (error) {
    if (error instanceof MovieError) return undefined;
    throw error;
  } finally {
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
    throw isSent && isLost(error) ? lostServer(error) : error;
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
