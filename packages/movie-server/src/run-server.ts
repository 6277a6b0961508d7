import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { createLog, type Host, isPretty, type Log, messageOf, resolveHost } from 'grpc-host';
import { MovieCatalog } from 'movie-catalog';
import type { Logger } from 'pino';
import { collectGarbage } from './collect-garbage.js';
import { explainFailure } from './explain-failure.js';
import { openStore } from './open-store.js';
import { hostOptions } from './options/host-options.js';
import { contradictions, isPrivate, OPTIONS, type Options } from './options/options.js';
import { commandOf, parseOptions } from './options/parse-options.js';
import { programMetrics } from './program-metrics.js';
import { startMovieServer } from './server.js';
import { byToken, CLOSED, OPEN, type WriteAccess } from './services/write-access.js';
import type { StopSignals } from './stop-signals.js';
import { openTokenFile } from './write-tokens.js';

/** What a server is started with. */
interface Settings {
  readonly options: Options;
  /** Those of its host. */
  readonly addresses: readonly string[];
  /** What to log about the way they were given. */
  readonly warnings: readonly string[];
}

/** Runs the server from its command line until a signal comes, and ends the process. */
export async function runServer(process: NodeJS.Process, stop: StopSignals): Promise<never> {
  const settings = await readSettings(process);
  const { logLevel, logFormat, host } = settings.options;
  const log = createLog(logLevel, logFormat, process.stdout, process.stderr);
  process.on('exit', log.flush);
  stop.onAgain = (signal) => log.log.warn(`${signal} again: ending at once.`);
  for (const warning of settings.warnings) log.log.warn(warning);
  try {
    await serve(settings, log, isPretty(logFormat, process.stdout), stop);
  } catch (error) {
    const explanation = explainFailure(error, host);
    if (explanation === undefined) throw error;
    fail(process, [explanation], 1);
  }
  process.exit(0);
}

/** Serves until a signal comes. One that comes during the start ends the server as soon as its store can be closed. */
async function serve(settings: Settings, log: Log, isLogPretty: boolean, stop: StopSignals): Promise<void> {
  const { shutdownGrace } = settings.options;
  const catalog = await openCatalog(settings.options, log.log, stop);
  if (catalog === undefined) return;
  try {
    collectGarbage();
    const server = stop.haveCome ? undefined : await start(settings, catalog, log, isLogPretty);
    log.log.info(`${await stop.first}: shutting down.`);
    await server?.close(shutdownGrace);
  } finally {
    await close(catalog, log.log);
  }
  log.log.info('Bye.');
}

/** Gives undefined if a signal came while the store waited for its database. */
async function openCatalog(options: Options, log: Logger, stop: StopSignals): Promise<MovieCatalog | undefined> {
  const store = await openStore(options, log);
  let isOpening = true;
  stop.first.then(() => (isOpening ? store.close() : undefined));
  try {
    return await MovieCatalog.open(store, { historySize: options.watchHistory });
  } catch (error) {
    if (!stop.haveCome) throw error;
    log.info(`${await stop.first}: the database was not opened yet. Bye.`);
    return undefined;
  } finally {
    isOpening = false;
  }
}

async function start(
  { options, addresses }: Settings,
  catalog: MovieCatalog,
  { log, droppedLines }: Log,
  isLogPretty: boolean,
): Promise<Host> {
  const server = await startMovieServer({
    ...hostOptions(options),
    addresses,
    catalog,
    maxImportSize: options.maxImportSize,
    watchCheckpoint: options.watchCheckpoint,
    writeAccess: writeAccess(options, addresses, log),
    log,
    programMetrics: programMetrics(catalog, { droppedLines }),
    // On a terminal, where the tutorial is followed, only what a service says; programs want a line a call.
    callLogLevel: isLogPretty ? 'debug' : 'info',
  });
  log.info(`Movie server listening on ${server.address}, ${catalog.size} movies.`);
  if (server.metricsPort !== undefined) log.info(`Metrics at http://127.0.0.1:${server.metricsPort}/metrics.`);
  return server;
}

/** What can't be closed, such as a lock on a file system that became read-only, doesn't keep the process from ending. */
async function close(catalog: MovieCatalog, log: Logger): Promise<void> {
  try {
    await catalog.close();
  } catch (error) {
    log.error(`The database was left as it is, since closing it failed: ${messageOf(error)}.`);
  }
}

/** The options, and the addresses of the host. The process ends if any of them is wrong. */
async function readSettings(process: NodeJS.Process): Promise<Settings> {
  const command = serverCommand();
  try {
    const { values, mistakes, warnings } = parseOptions(OPTIONS, process.argv.slice(2), process.env, command);
    const { addresses, failure } = await resolve(values.host);
    const all = [...mistakes, ...contradictions(values, addresses)];
    if (all.length > 0) fail(process, all, 2);
    return failure === undefined ? { options: values, addresses, warnings } : fail(process, [failure], 1);
  } catch (error) {
    // `--help` or `--version`, which commander has printed.
    if (error instanceof CommanderError) process.exit(error.exitCode);
    throw error;
  }
}

function serverCommand() {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(file);
  return commandOf(OPTIONS)
    .name('pnpm start server')
    .description('Serves the movie catalog over gRPC.')
    .usage('[OPTION…]')
    .version(version, '--version', 'Prints the version.')
    .helpOption('--help', 'Prints this.')
    .addHelpText('after', '\nEach option may be given by the variable in brackets instead; the command line wins.');
}

/** The addresses of a host; none if there is no host, or what is wrong with it. */
async function resolve(host: string | undefined): Promise<{ addresses: readonly string[]; failure?: string }> {
  try {
    return { addresses: host === undefined ? [] : await resolveHost(host) };
  } catch (error) {
    return { addresses: [], failure: explainFailure(error, host ?? '') ?? messageOf(error) };
  }
}

function writeAccess(options: Options, addresses: readonly string[], log: Logger): WriteAccess {
  const { writeTokenFile } = options;
  if (writeTokenFile !== undefined) return byToken(openTokenFile(writeTokenFile, log).tokens);
  return isPrivate(options, addresses) ? OPEN : CLOSED;
}

/** Prints what is wrong to standard error, and ends with a code that isn't 0. */
function fail(process: NodeJS.Process, messages: readonly string[], exitCode: number): never {
  for (const message of messages) process.stderr.write(`movie-server: ${message}\n`);
  process.exit(exitCode);
}
