import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Host, type HostOptions, startHost } from 'grpc-host';
import { pageFiles } from './page-files.js';
import { MovieEncoder } from './services/movie-encoder.js';
import { type MovieServiceOptions, movieServiceV1 } from './services/movie-v1.js';
import { tutorialService } from './services/tutorial.js';
import { guardWrites, type WriteAccess } from './services/write-access.js';

/** What a movie server needs, besides what the host takes. */
export interface MovieServerOptions
  extends Omit<MovieServiceOptions, 'encoder'>,
    Omit<HostOptions, 'services' | 'descriptors' | 'guard' | 'tracerName'> {
  readonly writeAccess: WriteAccess;
}

/**
 * Starts a movie server: the tutorial's service and `movie.v1` over one catalog.
 *
 * @throws Error with the system's `code` if it can't listen there: EADDRINUSE, EACCES, ENOTFOUND
 * @throws TlsError if the TLS files can't be used
 */
export function startMovieServer(options: MovieServerOptions): Promise<Host> {
  const { catalog, maxImportSize, watchCheckpoint, writeAccess, web, ...host } = options;
  const encoder = new MovieEncoder();
  return startHost({
    ...host,
    web: web && { ...web, files: pageFiles, api: { title: 'Movie catalog', version: 'v1' } },
    services: [tutorialService(catalog, encoder), movieServiceV1({ catalog, encoder, maxImportSize, watchCheckpoint })],
    descriptors: readFileSync(fileURLToPath(import.meta.resolve('movie-proto/descriptors.binpb'))),
    guard: guardWrites(writeAccess),
    tracerName: 'movie-server',
  });
}
