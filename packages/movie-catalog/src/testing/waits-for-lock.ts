import { runSql } from './run-sql.js';

/** Waits until somebody is in a transaction, and that many others wait for its lock. */
export async function waitsForLock(url: string, waiting = 0): Promise<void> {
  for (const end = performance.now() + 4_000; performance.now() < end; ) {
    const [state] = await runSql<{ isHeld: boolean; waiting: number }>(
      url,
      `SELECT bool_or(state = 'idle in transaction') AS "isHeld",
        count(*) FILTER (WHERE wait_event_type = 'Lock')::int AS waiting
      FROM pg_stat_activity WHERE datname = current_database()`,
    );
    if (state?.isHeld && state.waiting >= waiting) return;
  }
  throw new Error('Nobody waits for the lock.');
}
