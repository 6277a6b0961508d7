import { v1 } from 'movie-proto';
import type { MovieCatalog } from '../catalog/catalog.js';
import { type CommittedChanges, type Position, PositionLostError } from '../catalog/change-history.js';
import type { FieldViolation } from '../rpc/rpc-error.js';
import type { Reply } from '../rpc/service.js';
import type { MovieChange } from '../stores/store.js';
import { encodeMovieField } from './encoded-movies.js';
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
  // A restart may have taken up the content but not the commit that this watcher was in the middle of.
  const isTorn = resumed !== undefined && resumed.told > 0 && resumed.position.epoch !== catalog.position.epoch;
  if (isTorn) throw new PositionLostError(resumed.position);
  const snapshot = catalog.snapshot();
  let place = resumed ?? { position: snapshot.position, told: 0 };
  // Before anything is sent: no change may come between the movies and the first one told.
  const commits = catalog.changes(place.position, signal);
  if (!resumed && !skipExisting) {
    for (const movie of snapshot.movies) {
      // Its field 1, `existing`, without a resume token.
      yield encodeMovieField(movie);
    }
  }
  if (!resumed) yield checkpoint(snapshot.movies.length, place);
  for await (const commit of withIdle(commits, checkpointMs)) {
    if (commit === IDLE) {
      yield checkpoint(catalog.size, place);
      continue;
    }
    for (const message of encodeCommit(commit, place)) yield message;
    place = { position: commit.position, told: 0 };
  }
}

function checkpoint(totalSize: number, place: Place): v1.WatchMoviesResponse {
  return { event: { $case: 'checkpoint', value: { totalSize } }, resumeToken: tokenOf(place) };
}

const encodedCommits = new WeakMap<CommittedChanges, Uint8Array[]>();

/**
 * The messages of a commit that come after a place. Each is encoded once for all who watch, as every watcher gets the
 * same commit from the catalog; and only when it is sent, or a large import would hold up everything else.
 */
function* encodeCommit(commit: CommittedChanges, { position, told }: Place): Generator<Uint8Array> {
  const encoded = encodedCommits.get(commit) ?? [];
  encodedCommits.set(commit, encoded);
  for (const [index, change] of commit.changes.entries()) {
    if (index < told) continue;
    encoded[index] ??= encodeChange(change, placeAfter(commit, index, position));
    yield encoded[index];
  }
}

/** @param before what the catalog held before the commit; its epoch may be an earlier one, and the tokens are for all */
function placeAfter({ position, changes }: CommittedChanges, index: number, before: Position): Place {
  if (index === changes.length - 1) return { position, told: 0 };
  const { epoch, revision } = position;
  return { position: { epoch, revision: revision - 1, digest: before.digest }, told: index + 1 };
}

function encodeChange(change: MovieChange, place: Place): Uint8Array {
  return v1.WatchMoviesResponse.encode({ event: eventOf(change), resumeToken: tokenOf(place) }).finish();
}

function eventOf({ before, after }: MovieChange): v1.WatchMoviesResponse['event'] {
  if (!after) return before && { $case: 'deleted', value: toMessage(before) };
  return { $case: before ? 'updated' : 'created', value: toMessage(after) };
}

function tokenOf({ position: { epoch, revision, digest }, told }: Place): string {
  return makeToken([epoch, revision, digest, told]);
}

function readPlace(token: string, skipExisting: boolean): Place {
  const violations: FieldViolation[] = [];
  const [epoch, revision, digest, told] = readToken(token) ?? [];
  const isPlace = typeof epoch === 'string' && isCount(revision) && typeof digest === 'string' && isCount(told);
  if (!isPlace) violations.push({ field: 'resume_token', description: 'must be one that a watch has sent, as it was' });
  if (skipExisting) {
    violations.push({ field: 'skip_existing', description: 'must not be set together with resume_token' });
  }
  if (!isPlace || violations.length > 0) throw invalidRequest(violations);
  return { position: { epoch, revision, digest }, told };
}

function isCount(part: unknown): part is number {
  return typeof part === 'number' && Number.isSafeInteger(part) && part >= 0;
}
