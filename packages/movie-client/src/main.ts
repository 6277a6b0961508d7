import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { createMovieClient } from './client.js';
import { tutorial } from './commands/tutorial.js';
import { MovieError } from './movie-error.js';

const DEFAULT_ADDRESS = 'localhost:3001';

const program = new Command('movie-client')
  .description('Calls the movie server. Without a command it is the client of the gRPC tutorial.')
  .usage('[OPTION…]')
  .option('--address <HOST:PORT>', 'where the server listens', process.env['MOVIE_ADDRESS'] ?? DEFAULT_ADDRESS)
  .version(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version, '--version')
  .helpOption('--help')
  .allowExcessArguments(false)
  .showSuggestionAfterError()
  .action(run);

async function run({ address }: { address: string }): Promise<void> {
  const client = createMovieClient({ address });
  try {
    await tutorial(client, console.log);
  } catch (error) {
    if (!(error instanceof MovieError)) throw error;
    process.stderr.write(`movie-client: ${explain(error, address)}\n`);
    process.exitCode = 1;
  } finally {
    client.close();
  }
}

/** What happened and what to do, in one line. */
function explain(error: MovieError, address: string): string {
  if (error.code === 'DEADLINE_EXCEEDED') return `The server at ${address} did not answer in time. Try again.`;
  if (error.code !== 'UNAVAILABLE') return `${error.message} (${error.code})`;
  if (/^Name resolution failed/.test(error.message)) return `The address ${address} does not resolve. Check --address.`;
  return `No movie server answers at ${address}. Start one with \`pnpm start server\`, or name another with --address.`;
}

await program.parseAsync();
