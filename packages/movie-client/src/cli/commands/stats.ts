import type { Command } from 'commander';
import { type CommandContext, withClient } from '../command-context.js';
import { nearValues } from '../near-values.js';
import { addFilterOptions, type FilterOptions, toFilter } from '../options/filter-options.js';
import { positiveWholeNumber } from '../options/parse-number.js';
import { printSummary } from '../terminal/summary-output.js';

interface StatsOptions extends FilterOptions {
  readonly limit: number;
}

/** `stats`: prints how many movies there are of each decade, rating, genre, director and label. */
export function defineStats(command: Command, context: CommandContext): void {
  command.description(
    'Counts all movies, or those that meet every condition, by decade, rating, genre, director and label.',
  );
  addFilterOptions(command)
    .option('--limit <NUMBER>', 'no more genres, directors and labels', positiveWholeNumber, 10)
    .action((_options: object, command: Command) =>
      withClient<StatsOptions>(context, command, async ({ client, options, terminal, signal }) => {
        const summary = await client.summarize(toFilter(options), { limit: options.limit, signal });
        await printSummary(terminal, summary, options);
        if (summary.totalSize === 0) terminal.say(`No movie found.${await nearValues(client, options, signal)}`);
      }),
    );
}
