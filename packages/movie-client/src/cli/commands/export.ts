import type { Command } from 'commander';
import { FORMATS, type Format, type FormatName } from 'movie-files';
import type { Movie } from '../../movie.js';
import { type CommandContext, withClient } from '../command-context.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { writeOutput } from '../io/output-file.js';
import { nearValues } from '../near-values.js';
import { formatOf, formatOption } from '../options/format-option.js';
import { addQueryOptions, type QueryOptions, toQuery } from '../options/query-options.js';
import { movieCount } from '../terminal/count.js';
import { Progress } from '../terminal/progress.js';

interface ExportOptions extends QueryOptions {
  readonly format?: FormatName;
  readonly etags?: boolean;
  readonly excel?: boolean;
}

/** `export [FILE]`: writes the catalog, or a part of it, to a file. */
export function defineExport(command: Command, context: CommandContext): void {
  command.description(
    'Writes movies to a file, or to standard output without one or for -. Its extension (.json, .ndjson, .csv) or ' +
      '--format decides the format.',
  );
  addQueryOptions(command)
    .addOption(formatOption())
    .option('--etags', 'with etags: an import refuses movies changed since')
    .option('--excel', 'CSV that Excel reads as it should: no text is a formula')
    .action((file: string, _options: object, command: Command) =>
      withClient<ExportOptions>(context, command, async ({ client, options, terminal, signal }) => {
        const query = toQuery(options);
        const format = formatFor(file, options);
        const { totalSize } = await client.listPage(query, { pageSize: 1, signal });
        const progress = new Progress(terminal);
        const movies = counted(client.list(query, { signal }), (done) => {
          if (file !== '-' || terminal.columns === undefined) progress.update(done, done / totalSize);
        });
        await writeOutput(file, terminal, format.write(movies, options)).finally(() => progress.done());
        const near = movies.count === 0 ? await nearValues(client, options, signal) : '';
        terminal.say(`Exported ${movieCount(movies.count)}${file === '-' ? '' : ` to ${file}`}.${near}`);
      }),
    );
}

const TO_CSV =
  'Export to a file whose name ends with .csv, which spreadsheet programs open, too; for Excel, add --excel.';

/** @throws CommandError if the file's name says no format, or an option doesn't go with it */
function formatFor(file: string, { format, excel = false }: ExportOptions): Format {
  const name = format ?? (file === '-' ? 'json' : formatOf(file, TO_CSV));
  if (!excel || name === 'csv') return FORMATS[name];
  throw new CommandError(
    EXIT.usage,
    `--excel goes with CSV, and ${file === '-' ? 'this' : file} is ${name}. Add --format csv.`,
  );
}

function counted(movies: AsyncIterable<Movie>, onCount: (count: number) => void) {
  return {
    count: 0,
    async *[Symbol.asyncIterator]() {
      for await (const movie of movies) {
        this.count += 1;
        onCount(this.count);
        yield movie;
      }
    },
  };
}
