import { readFileSync } from 'node:fs';
import { MovieCatalog } from './catalog/catalog.js';
import { collectGarbage } from './collect-garbage.js';
import { createLog, isPretty } from './log.js';
import { contradictions, isLoopback, OPTIONS, type Options } from './options.js';
import { describeOptions, parseOptions } from './parse-options.js';
import { TlsError, type TlsFiles } from './rpc/tls.js';
import { createMovieServer, type MovieServer } from './server.js';
import { byToken, CLOSED, OPEN, type WriteAccess } from './services/write-access.js';
import { openJsonFile } from './stores/json-file.js';
import { StoreError } from './stores/store.js';
import { openTokenFile, TokenFileError } from './write-token-file.js';

const HELP = `Serves the movie catalog over gRPC.

Usage: pnpm start server [OPTION…]

${describeOptions(OPTIONS)}

Other:
  --help                      Prints this.
  --version                   Prints the version.

Each option may be given by the variable in brackets instead; the command line wins.`;

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
  const all = [...mistakes, ...contradictions(values)];
  if (all.length > 0) fail(all.join('\nmovie-server: '), 2);
  return values;
}

/** What to tell the operator of an error that he can mend; undefined if it is a fault of this program. */
function explain(error: unknown, { host }: Options): string | undefined {
  if (error instanceof StoreError || error instanceof TlsError || error instanceof TokenFileError) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const port = 'port' in error ? error.port : 0;
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Choose another with --port or --metrics-port.`;
    case 'EACCES':
      return `Port ${port} may not be listened on by this user. Choose one above 1023 with --port.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host ${host} has no address. Check --host.`;
    case 'EADDRNOTAVAIL':
      return `The host ${host} is not an address of this machine. Check --host.`;
    default:
      return undefined;
  }
}

function closeOnSignal(server: MovieServer, catalog: MovieCatalog): void {
  let closing = false;
  const close = async (signal: NodeJS.Signals) => {
    if (closing) {
      log.warn(`${signal} again: ending at once.`);
      process.exit(1);
    }
    closing = true;
    log.info(`${signal}: shutting down.`);
    await server.close(options.shutdownGrace);
    await catalog.close();
    log.info('Bye.');
    process.exit(0);
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

/** On a terminal, where the tutorial is followed, only what a service says; programs want a line a call. */
function callLogLevel(): 'info' | 'debug' {
  return isPretty(options.logFormat, process.stdout) ? 'debug' : 'info';
}

function tlsFiles({ tlsCert: cert, tlsKey: key, tlsClientCa: clientCa }: Options): TlsFiles | undefined {
  if (cert === undefined || key === undefined) return undefined;
  return clientCa === undefined ? { cert, key } : { cert, key, clientCa };
}

function writeAccess({ writeTokenFile, host }: Options): WriteAccess {
  if (writeTokenFile !== undefined) return byToken(openTokenFile(writeTokenFile, log).tokens);
  return isLoopback(host) ? OPEN : CLOSED;
}

const options = readOptions();
const { log, flush } = createLog(options.logLevel, options.logFormat, process.stdout);
process.on('exit', flush);

let catalog: MovieCatalog | undefined;
try {
  const { host, database, readOnly, watchHistory: historySize } = options;
  catalog = await MovieCatalog.open(openJsonFile(database, { readOnly, log }), { historySize });
  collectGarbage();
  const server = await createMovieServer({
    ...options,
    catalog,
    tls: tlsFiles(options),
    limits: options,
    writeAccess: writeAccess(options),
    log,
    callLogLevel: callLogLevel(),
  });
  closeOnSignal(server, catalog);
  log.info(`Movie server listening on ${host}:${server.port}, ${catalog.size} movies.`);
  if (server.metricsPort !== undefined) log.info(`Metrics at http://127.0.0.1:${server.metricsPort}/metrics.`);
} catch (error) {
  await catalog?.close();
  const explanation = explain(error, options);
  if (explanation === undefined) throw error;
  fail(explanation, 1);
}
