import { v1 } from 'movie-proto';
import type { MovieCatalog } from '../catalog/catalog.js';
import type { CommittedChanges, Position } from '../catalog/change-history.js';
import type { Reply } from '../rpc/service.js';
import type { MovieChange } from '../stores/store.js';
import { IDLE, withIdle } from './idle.js';
import { invalidRequest } from './movie-errors.js';
import { toMessage } from './movie-messages.js';
import { makeToken, readToken } from './opaque-token.js';

/** Where a watcher is: after a commit, and after so many changes of the next one. */
interface Place {
  readonly position: Position;
  readonly told: number;
}

/**
 * The movies there are, a checkpoint, and then every change.
 *
 * @param checkpointMs after how many milliseconds of silence to send another checkpoint
 * @throws PositionLostError, WatcherTooSlowError
 * @throws RpcError if the request is wrong
 */
export async function* watchMovies(
  catalog: MovieCatalog,
  { resumeToken, skipExisting }: v1.WatchMoviesRequest,
  checkpointMs: number,
  signal: AbortSignal,
): AsyncGenerator<Reply<v1.WatchMoviesResponse>> {
  const resumed = resumeToken === '' ? undefined : readPlace(resumeToken, skipExisting);
  const snapshot = catalog.snapshot();
  let place = resumed ?? { position: snapshot.position, told: 0 };
  // Before anything is sent: no change may come between the movies and the first one told.
  const commits = catalog.changes(place.position, signal);
  if (!resumed && !skipExisting) {
    for (const movie of snapshot.movies) {
      yield { event: { $case: 'existing', value: toMessage(movie) }, resumeToken: '' };
    }
  }
  if (!resumed) yield checkpoint(snapshot.movies.length, place);
  for await (const commit of withIdle(commits, checkpointMs)) {
    if (commit === IDLE) {
      yield checkpoint(catalog.size, place);
      continue;
    }
    for (const message of encodeCommit(commit, place.position).slice(place.told)) yield message;
    place = { position: commit.position, told: 0 };
  }
}

function checkpoint(totalSize: number, place: Place): v1.WatchMoviesResponse {
  return { event: { $case: 'checkpoint', value: { totalSize } }, resumeToken: tokenOf(place) };
}

const encodedCommits = new WeakMap<CommittedChanges, readonly Uint8Array[]>();

/** Encodes each change once for all who watch. Every watcher gets the same commit from the catalog. */
function encodeCommit(commit: CommittedChanges, before: Position): readonly Uint8Array[] {
  const known = encodedCommits.get(commit);
  if (known) return known;
  const last = commit.changes.length - 1;
  const encoded = commit.changes.map((change, index) => {
    const place = index === last ? { position: commit.position, told: 0 } : { position: before, told: index + 1 };
    const message = { event: eventOf(change), resumeToken: tokenOf(place) };
    return v1.WatchMoviesResponse.encode(message).finish();
  });
  encodedCommits.set(commit, encoded);
  return encoded;
}

function eventOf({ before, after }: MovieChange): v1.WatchMoviesResponse['event'] {
  if (!after) return before && { $case: 'deleted', value: toMessage(before) };
  return { $case: before ? 'updated' : 'created', value: toMessage(after) };
}

function tokenOf({ position: { epoch, revision, digest }, told }: Place): string {
  return makeToken([epoch, revision, digest, told]);
}

function readPlace(token: string, skipExisting: boolean): Place {
  if (skipExisting) {
    throw invalidRequest([{ field: 'skip_existing', description: 'must not be set together with resume_token' }]);
  }
  const [epoch, revision, digest, told] = readToken(token) ?? [];
  if (typeof epoch === 'string' && isCount(revision) && typeof digest === 'string' && isCount(told)) {
    return { position: { epoch, revision, digest }, told };
  }
  throw invalidRequest([{ field: 'resume_token', description: 'must be one that a watch has sent, as it was' }]);
}

function isCount(part: unknown): part is number {
  return typeof part === 'number' && Number.isSafeInteger(part) && part >= 0;
}
