import type { Log } from 'grpc-host';
import type { MovieCatalog } from 'movie-catalog';
import type { Logger } from 'pino';
import { hostOptions } from './options/host-options.js';
import { isPrivate, type Options } from './options/options.js';
import { programMetrics } from './program-metrics.js';
import type { MovieServerOptions } from './server.js';
import { byToken, CLOSED, OPEN, readOnly, type WriteAccess } from './services/write-access.js';
import type { Settings } from './settings.js';
import { openTokenFile } from './write-tokens.js';

/**
 * What a server of these settings is made with.
 *
 * @param isLogPretty whether the log is for people
 * @throws TokenFileError if the token file can't be used
 */
export function serverOptions(
  { options, addresses }: Pick<Settings, 'options' | 'addresses'>,
  catalog: MovieCatalog,
  log: Log,
  isLogPretty: boolean,
): MovieServerOptions {
  return {
    ...hostOptions(options),
    addresses,
    catalog,
    maxImportSize: options.maxImportSize,
    watchCheckpoint: options.watchCheckpoint,
    writeAccess: writeAccess(options, addresses, log.log),
    log: log.log,
    programMetrics: programMetrics(catalog, log),
    // On a terminal, where the tutorial is followed, only what a service says; programs want a line a call.
    callLogLevel: isLogPretty ? 'debug' : 'info',
  };
}

function writeAccess(options: Options, addresses: readonly string[], log: Logger): WriteAccess {
  const access = accessOf(options, addresses, log);
  return options.readOnly ? readOnly(access) : access;
}

function accessOf(options: Options, addresses: readonly string[], log: Logger): WriteAccess {
  const { writeTokenFile } = options;
  if (writeTokenFile !== undefined) return byToken(openTokenFile(writeTokenFile, log).tokens);
  return isPrivate(options, addresses) ? OPEN : CLOSED;
}
