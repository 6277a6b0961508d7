import { setTimeout as sleep } from 'node:timers/promises';
import type { HeadLock } from './head-lock.js';
import { isTemporary } from './postgres-errors.js';

/** How long to ask, in milliseconds, and the pause between attempts. */
const ASK_MS = { longest: 20_000, pause: 200 };

/** What became of a turn whose connection was lost while it was made durable. */
export type TurnOutcome = 'durable' | 'undone' | 'unknown';

/**
 * Finds out what became of a lost turn. Once this server has the lock again, the turn has ended in one way or the other;
 * and if it was made durable, its commits are in memory.
 *
 * @param turn the UUID that the commits of the turn have
 * @param revision where the database was before it
 * @returns unknown if the database stays away, or no longer keeps commits that are so old
 */
export async function outcomeOf(lock: HeadLock, turn: string, revision: number): Promise<TurnOutcome> {
  const end = performance.now() + ASK_MS.longest;
  for (;;) {
    try {
      return await ask(lock, turn, revision);
    } catch (error) {
      if (performance.now() > end || !isTemporary(error)) return 'unknown';
      await sleep(ASK_MS.pause);
    }
  }
}

async function ask(lock: HeadLock, turn: string, revision: number): Promise<TurnOutcome> {
  const { session } = await lock.take();
  const [answer] = await session.query<{ isFound: boolean; isKept: boolean }>(
    `SELECT EXISTS (SELECT FROM movie_catalog.commit WHERE turn = $1) AS "isFound",
      (SELECT min(revision) FROM movie_catalog.commit) <= $2 AS "isKept"`,
    [turn, revision],
  );
  await session.rollback();
  if (answer?.isFound) return 'durable';
  return answer?.isKept ? 'undone' : 'unknown';
}
