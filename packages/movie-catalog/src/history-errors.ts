import type { CommitId } from './store.js';

/** The changes after a position are no longer kept, or never were. */
export class PositionLostError extends Error {
  override readonly name = 'PositionLostError';

  constructor({ epoch, revision }: CommitId) {
    super(
      `The changes after revision ${revision} of epoch ${JSON.stringify(epoch)} are no longer kept, or never were. ` +
        'Read all movies again, and watch from the position that comes with them.',
    );
  }
}

/** A watcher didn't take changes as fast as they came. It may resume from the last position it got. */
export class WatcherTooSlowError extends Error {
  override readonly name = 'WatcherTooSlowError';

  constructor() {
    super('Changes come faster than this watcher takes them. Watch again from the last position received.');
  }
}

/** The catalog was loaded again, so a watcher can't go on from where it is. It may resume from the last position. */
export class CatalogReloadedError extends Error {
  override readonly name = 'CatalogReloadedError';

  constructor() {
    super('The catalog was loaded again. Watch again from the last position received.');
  }
}
