import { readFileSync } from 'node:fs';
import { MovieCatalog } from './catalog/catalog.js';
import { createLog } from './log.js';
import { OPTIONS, type Options } from './options.js';
import { describeOptions, parseOptions } from './parse-options.js';
import { createMovieServer, type MovieServer } from './server.js';
import { DatabaseError, readMoviesFile } from './stores/movies-file.js';

const HELP = `Serves the movie catalog over gRPC.

Usage: pnpm start server [OPTION…]

${describeOptions(OPTIONS)}

Other:
  --help                      Prints this.
  --version                   Prints the version.

Each option may be given by the variable in brackets instead; the command line wins.`;

const SHUTDOWN_GRACE_MS = 10_000;

/** Says what is wrong on standard error, and ends with a code that isn't 0. */
function fail(message: string, exitCode: number): never {
  process.stderr.write(`movie-server: ${message}\n`);
  process.exit(exitCode);
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

function readOptions(): Options {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(HELP);
    process.exit(0);
  }
  if (args.includes('--version')) {
    console.log(version());
    process.exit(0);
  }
  const { values, mistakes } = parseOptions(OPTIONS, args, process.env);
  if (mistakes.length > 0) fail(mistakes.join('\nmovie-server: '), 2);
  return values;
}

/** What to tell the operator of an error that he can mend; undefined if it is a fault of this program. */
function explain(error: unknown, { host, port }: Options): string | undefined {
  if (error instanceof DatabaseError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is in use. Choose another with --port.`;
  if (code === 'EACCES') return `Port ${port} may not be listened on by this user. Choose one above 1023 with --port.`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The host ${host} has no address. Check --host.`;
  if (code === 'EADDRNOTAVAIL') return `The host ${host} is not an address of this machine. Check --host.`;
  return undefined;
}

function closeOnSignal(server: MovieServer): void {
  let closing = false;
  const close = async (signal: NodeJS.Signals) => {
    // The second Ctrl-C means it.
    if (closing) process.exit(1);
    closing = true;
    log.info(`${signal}: shutting down.`);
    await server.close(SHUTDOWN_GRACE_MS);
    log.info('Bye.');
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

const options = readOptions();
const log = createLog(options.logLevel, options.logFormat, process.stdout.isTTY === true);

try {
  const catalog = new MovieCatalog(await readMoviesFile(options.database));
  const server = await createMovieServer({ catalog, host: options.host, port: options.port, log });
  closeOnSignal(server);
  log.info(`Movie server listening on ${options.host}:${server.port}, ${catalog.size} movies.`);
} catch (error) {
  const explanation = explain(error, options);
  if (explanation === undefined) throw error;
  fail(explanation, 1);
}
