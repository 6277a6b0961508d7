import { type Command, Option } from 'commander';
import { FORMATS, type FormatName, formatOfFile } from 'movie-files';
import type { Movie } from '../../movie.js';
import { type CommandContext, withClient } from '../command-context.js';
import { writeOutput } from '../io/output-file.js';
import { addQueryOptions, type QueryOptions, toQuery } from '../options/query-options.js';
import { movieCount } from '../terminal/count.js';
import { Progress } from '../terminal/progress.js';

interface ExportOptions extends QueryOptions {
  readonly format?: FormatName;
}

/** `export [FILE]`: writes the catalog, or a part of it, to a file. */
export function defineExport(program: Command, context: CommandContext): void {
  const command = program
    .command('export')
    .summary('write movies to a file')
    .description(
      'Writes movies to a file or to standard output. The extension (.json, .ndjson, .csv) or --format decides the ' +
        'format; without either it is json.',
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
