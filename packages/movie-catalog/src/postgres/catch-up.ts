import { randomUUID } from 'node:crypto';
import type { StoreLog } from '../store-log.js';
import { type Head, readLog } from './commit-log.js';
import type { LocalCopy } from './local-copy.js';
import { readHistory, readMovies } from './movie-rows.js';
import { refusesWrites } from './postgres-errors.js';
import { checkVersion } from './schema.js';
import type { Session } from './session.js';

/** Brings the movies in memory up to date with the database. */
export class CatchUp {
  readonly #copy: LocalCopy;
  readonly #readOnly: boolean;
  readonly #log: StoreLog | undefined;
  #reload: Promise<void> | undefined;

  /** @param readOnly never writes, not even that the database went back */
  constructor(copy: LocalCopy, readOnly: boolean, log: StoreLog | undefined) {
    this.#copy = copy;
    this.#readOnly = readOnly;
    this.#log = log;
  }

  /**
   * Applies the commits that are missing, or loads everything where they can't be applied.
   *
   * @throws DatabaseError, ConnectionLostError
   * @throws StoreError if a newer program has upgraded the schema
   */
  async run(session: Session): Promise<void> {
    for (;;) {
      const { position } = this.#copy;
      const part = await readLog(session, position.revision);
      checkVersion(part.head.schemaVersion);
      // Everything was loaded again meanwhile.
      if (position.epoch !== this.#copy.position.epoch) continue;
      const continuation = this.#copy.follow(part, position);
      if (continuation === 'follows') return;
      // As seen from where the movies were. Others have moved or loaded them since, or a part was applied.
      if (position !== this.#copy.position) continue;
      if (continuation === 'diverged') await this.#beginEpoch(session, part.head);
      await this.load(session, continuation);
    }
  }

  /** Loads everything, once for all who ask meanwhile. */
  load(session: Session, reason?: 'lost' | 'diverged'): Promise<void> {
    this.#reload ??= this.#load(session, reason).finally(() => {
      this.#reload = undefined;
    });
    return this.#reload;
  }

  async #load(session: Session, reason?: 'lost' | 'diverged'): Promise<void> {
    const { revision } = this.#copy.position;
    await this.#loadOnce(session);
    const now = this.#copy.position.revision;
    if (reason === 'lost') this.#log?.warn({ revision, now }, 'Too far behind the database: loaded all movies again.');
    if (!this.#copy.isTrue) await this.#acceptEdits(session);
  }

  async #loadOnce(session: Session): Promise<void> {
    await this.#inTransaction(session, 'REPEATABLE READ READ ONLY', async () => {
      const { head } = await readLog(session, Number.MAX_SAFE_INTEGER);
      checkVersion(head.schemaVersion);
      // By the indexes, so that the first rows come at once, and none are sorted in files on a disk that may be full.
      await session.query('SET LOCAL enable_sort = off');
      const [movies, history] = [await readMovies(session), await readHistory(session)];
      this.#copy.load({ epoch: head.epoch, revision: head.revision, movies, history }, head.digest);
    });
  }

  /** Tells all servers that positions of the epoch, as watchers have them, are no longer true. */
  async #beginEpoch(session: Session, head: Head): Promise<void> {
    const { epoch, revision } = this.#copy.position;
    this.#log?.error(
      { revision, databaseRevision: head.revision },
      'The database went back to an earlier state: its movies are loaded, and changes that only servers had are lost.',
    );
    await this.#tellOthers(async () => {
      // Another server may have done it.
      await session.query('UPDATE movie_catalog.head SET epoch = $1 WHERE epoch = $2', [randomUUID(), epoch]);
    });
  }

  /** The tables were changed by hand, so that the history doesn't lead to what is there. */
  async #acceptEdits(session: Session): Promise<void> {
    const { position, replica } = this.#copy;
    this.#log?.warn({ revision: position.revision }, 'The tables of the database were changed by hand.');
    const { epoch, revision } = position;
    const isTold = await this.#tellOthers(() =>
      this.#inTransaction(session, 'READ COMMITTED', async () => {
        const [changed] = await session.query(
          'UPDATE movie_catalog.head SET epoch = $1, digest = $2 WHERE epoch = $3 AND revision = $4 RETURNING true',
          [randomUUID(), replica.digest, epoch, revision],
        );
        // Another server was first.
        if (!changed) return;
        await session.query('DELETE FROM movie_catalog.change');
        await session.query('DELETE FROM movie_catalog.commit WHERE revision <> $1', [revision]);
        await session.query('UPDATE movie_catalog.commit SET digest = $1', [replica.digest]);
      }),
    );
    if (isTold) await this.#loadOnce(session);
  }

  /** Writes something down for all servers. One that may not write leaves it to the others, and serves what there is. */
  async #tellOthers(write: () => Promise<void>): Promise<boolean> {
    if (this.#readOnly) return false;
    try {
      await write();
      return true;
    } catch (error) {
      if (refusesWrites(error)) return false;
      throw error;
    }
  }

  async #inTransaction(session: Session, level: string, work: () => Promise<void>): Promise<void> {
    await session.query(`BEGIN ISOLATION LEVEL ${level}`);
    try {
      await work();
      await session.query('COMMIT');
    } catch (error) {
      await session.rollback();
      throw error;
    }
  }
}
