import type { FieldViolation, Reply } from 'grpc-host';
import { type CommittedChanges, type MovieCatalog, type Position, PositionLostError } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { IDLE, withIdle } from './idle.js';
import type { MovieEncoder } from './movie-encoder.js';
import { invalidRequest } from './movie-errors.js';
import { makeToken, readToken } from './opaque-token.js';
import { revisionOf } from './revision.js';

/** How far a watcher has read: all commits up to a position, and so many changes of the next one. */
interface Progress {
  readonly position: Position;
  readonly changes: number;
}

/** What a watch needs besides its request. */
export interface WatchOptions {
  readonly catalog: MovieCatalog;
  readonly encoder: MovieEncoder;
  /** After how many milliseconds without a change to send another checkpoint. */
  readonly watchCheckpoint: number;
}

/**
 * Gives the movies that exist, a checkpoint, and then every change; after a resume token only the changes since.
 *
 * @param signal ends it
 * @throws PositionLostError, WatcherTooSlowError, CatalogReloadedError, StoreError
 * @throws RpcError if the request is wrong
 */
export async function* watchMovies(
  { resumeToken, skipExisting }: v1.WatchMoviesRequest,
  { catalog, encoder, watchCheckpoint }: WatchOptions,
  signal: AbortSignal,
): AsyncGenerator<Reply<v1.WatchMoviesResponse>> {
  const resumed = resumeToken === '' ? undefined : readResumeToken(resumeToken, skipExisting);
  if (resumed) {
    await catalog.reach(resumed.position);
    checkEpoch(resumed, catalog.position);
  }
  let progress = resumed ?? { position: catalog.position, changes: 0 };
  // Called before anything is sent: later, the changes since this position may no longer be kept.
  const commits = catalog.changes(progress.position, signal);
  if (!resumed) {
    const seen = stateOf(catalog, progress);
    if (!skipExisting) for (const movie of catalog.walk()) yield encoder.existing(movie);
    yield checkpoint(seen, progress);
  }
  for await (const commit of withIdle(commits, watchCheckpoint)) {
    if (commit === IDLE) {
      yield checkpoint(stateOf(catalog, progress), progress);
    } else {
      for (let index = progress.changes; index < commit.changes.length; index++) {
        yield encoder.change(commit, index, () => resumeTokenOf(progressAfter(commit, index, progress.position)));
      }
      progress = { position: commit.position, changes: 0 };
    }
  }
}

/** A restart begins a new epoch, which doesn't have the commit that the watcher has read in part. */
function checkEpoch({ position, changes }: Progress, current: Position): void {
  if (changes > 0 && position.epoch !== current.epoch) throw new PositionLostError(position);
}

/** What a checkpoint says of the catalog. */
function stateOf(catalog: MovieCatalog, { position }: Progress): v1.Checkpoint {
  return { totalSize: catalog.size, revision: revisionOf(catalog.commit(position)?.position) };
}

function checkpoint(value: v1.Checkpoint, progress: Progress): v1.WatchMoviesResponse {
  return {
    event: { $case: 'checkpoint', value },
    resumeToken: resumeTokenOf(progress),
    previous: undefined,
    changeTime: undefined,
    revision: '',
  };
}

/**
 * Where a watcher is after one change of a commit.
 *
 * @param before the position before the commit. A watcher may know it by an earlier epoch, so the epoch is taken from
 *   the commit: the result is the same for every watcher.
 */
function progressAfter({ position, changes }: CommittedChanges, index: number, before: Position): Progress {
  if (index === changes.length - 1) return { position, changes: 0 };
  const { epoch, revision } = position;
  return { position: { epoch, revision: revision - 1, digest: before.digest }, changes: index + 1 };
}

function resumeTokenOf({ position: { epoch, revision, digest }, changes }: Progress): string {
  return makeToken([epoch, revision, digest, changes]);
}

/** @throws RpcError if the token isn't from this server, or the request contradicts it */
function readResumeToken(token: string, skipExisting: boolean): Progress {
  const violations: FieldViolation[] = [];
  const [epoch, revision, digest, changes] = readToken(token) ?? [];
  const isOurs = typeof epoch === 'string' && isCount(revision) && typeof digest === 'string' && isCount(changes);
  if (!isOurs) violations.push({ field: 'resume_token', description: 'must be one that a watch has sent, unchanged' });
  if (skipExisting) {
    violations.push({ field: 'skip_existing', description: 'must not be set together with resume_token' });
  }
  if (!isOurs || violations.length > 0) throw invalidRequest(violations);
  return { position: { epoch, revision, digest }, changes };
}

function isCount(part: unknown): part is number {
  return typeof part === 'number' && Number.isSafeInteger(part) && part >= 0;
}
