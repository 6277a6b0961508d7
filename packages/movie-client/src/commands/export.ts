import { type Command, Option } from 'commander';
import { type CommandContext, withClient } from '../cli/command-context.js';
import { writeOutput } from '../cli/output-file.js';
import { movieCount, Progress } from '../cli/progress.js';
import { addQueryOptions, type QueryOptions, toQuery } from '../cli/query-options.js';
import { FORMATS, type FormatName, formatOfFile } from '../formats/formats.js';
import type { Movie } from '../movie-input.js';

interface ExportOptions extends QueryOptions {
  readonly format?: FormatName;
}

/** `export [FILE]`: the catalog, or a part of it, as a file. */
export function addExport(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .summary('write movies to a file')
    .description(
      'Writes movies to a file, or to standard output. The format is that of the ending (.json, .ndjson, .csv) or of ' +
        '--format; without either it is json.',
    )
    .argument('[FILE]', '- is standard output', '-');
  addQueryOptions(command)
    .addOption(new Option('--format <FORMAT>', 'the format of the file').choices(Object.keys(FORMATS)))
    .action((file: string, _options: object, command: Command) =>
      withClient<ExportOptions>(context, command, async ({ client, options, terminal, signal }) => {
        const query = toQuery(options);
        const format = FORMATS[options.format ?? formatOfFile(file) ?? 'json'];
        const { totalSize } = await client.listPage(query, { pageSize: 1, signal });
        const progress = new Progress(terminal);
        const movies = counted(client.list(query, { signal }), (done) => {
          if (file !== '-' || terminal.columns === undefined) progress.update(done, done / totalSize);
        });
        await writeOutput(file, terminal, format.write(movies)).finally(() => progress.done());
        terminal.say(`Exported ${movieCount(movies.count)}${file === '-' ? '' : ` to ${file}`}.`);
      }),
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
