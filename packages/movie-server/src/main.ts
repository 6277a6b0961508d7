import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { createLog, isPretty, messageOf, resolveHost } from 'grpc-host';
import { MovieCatalog, openJsonFile } from 'movie-catalog';
import { collectGarbage } from './collect-garbage.js';
import { explainFailure } from './explain-failure.js';
import { hostOptions } from './options/host-options.js';
import { contradictions, isPrivate, OPTIONS } from './options/options.js';
import { commandOf, parseOptions } from './options/parse-options.js';
import { startMovieServer } from './server.js';
import { byToken, CLOSED, OPEN } from './services/write-access.js';
import { openTokenFile } from './write-tokens.js';

const { version }: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const command = commandOf(OPTIONS)
  .name('pnpm start server')
  .description('Serves the movie catalog over gRPC.')
  .usage('[OPTION…]')
  .version(version, '--version', 'Prints the version.')
  .helpOption('--help', 'Prints this.')
  .addHelpText('after', '\nEach option may be given by the variable in brackets instead; the command line wins.');

const { options, addresses, warnings } = await readOptions();
const { log, flush, droppedLines } = createLog(options.logLevel, options.logFormat, process.stdout, process.stderr);
process.on('exit', flush);

for (const warning of warnings) log.warn(warning);

let catalog: MovieCatalog | undefined;
try {
  const { database, readOnly, watchHistory: historySize } = options;
  catalog = await MovieCatalog.open(openJsonFile(database, { readOnly, log }), { historySize });
  collectGarbage();
  const server = await startMovieServer({
    ...hostOptions(options),
    addresses,
    catalog,
    maxImportSize: options.maxImportSize,
    watchCheckpoint: options.watchCheckpoint,
    writeAccess: writeAccess(),
    log,
    droppedLogLines: droppedLines,
    // On a terminal, where the tutorial is followed, only what a service says; programs want a line a call.
    callLogLevel: isPretty(options.logFormat, process.stdout) ? 'debug' : 'info',
  });
  const signal = firstSignal();
  log.info(`Movie server listening on ${server.address}, ${catalog.size} movies.`);
  if (server.metricsPort !== undefined) log.info(`Metrics at http://127.0.0.1:${server.metricsPort}/metrics.`);

  log.info(`${await signal}: shutting down.`);
  await server.close(options.shutdownGrace);
  await catalog.close();
  log.info('Bye.');
  process.exit(0);
} catch (error) {
  await catalog?.close();
  const explanation = explainFailure(error, options.host);
  if (explanation === undefined) throw error;
  fail([explanation], 1);
}

/** The options, and the addresses of the host. The process ends if any of them is wrong. */
async function readOptions() {
  try {
    const { values, mistakes, warnings } = parseOptions(OPTIONS, process.argv.slice(2), process.env, command);
    const { addresses, failure } = await resolve(values.host);
    const all = [...mistakes, ...contradictions(values, addresses)];
    if (all.length > 0) fail(all, 2);
    return failure === undefined ? { options: values, addresses, warnings } : fail([failure], 1);
  } catch (error) {
    // `--help` or `--version`, which commander has printed.
    if (error instanceof CommanderError) process.exit(error.exitCode);
    throw error;
  }
}

/** The addresses of a host; none if there is no host, or what is wrong with it. */
async function resolve(host: string | undefined): Promise<{ addresses: readonly string[]; failure?: string }> {
  try {
    return { addresses: host === undefined ? [] : await resolveHost(host) };
  } catch (error) {
    return { addresses: [], failure: explainFailure(error, host ?? '') ?? messageOf(error) };
  }
}

function writeAccess() {
  const { writeTokenFile } = options;
  if (writeTokenFile !== undefined) return byToken(openTokenFile(writeTokenFile, log).tokens);
  return isPrivate(options, addresses) ? OPEN : CLOSED;
}

/** Waits for SIGINT or SIGTERM; another one after it ends the process at once. */
function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isFirst = true;
    const onSignal = (signal: NodeJS.Signals) => {
      if (!isFirst) {
        log.warn(`${signal} again: ending at once.`);
        process.exit(1);
      }
      isFirst = false;
      resolve(signal);
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}

/** Prints what is wrong to standard error, and ends with a code that isn't 0. */
function fail(messages: readonly string[], exitCode: number): never {
  for (const message of messages) process.stderr.write(`movie-server: ${message}\n`);
  process.exit(exitCode);
}
