/**
 * When a commit was made durable, in SQL: milliseconds since 1970, by the clock of the database, so that all servers
 * show the same. For people to see only: nothing is decided by it, as that clock may jump.
 */
export const COMMIT_TIME = millisecondsOf('commit.committed_at');

/** The time of what a statement writes, in SQL. Not that of its transaction, which began before it had the turn. */
export const WRITE_TIME = 'statement_timestamp()';

/** The same as `COMMIT_TIME` for the commits that the statement writes. */
export const OWN_COMMIT_TIME = millisecondsOf(WRITE_TIME);

function millisecondsOf(time: string): string {
  // Cut off as clients do. The rounding is for what a float can't hold, as `extract` gives one before PostgreSQL 14.
  return `round(extract(epoch FROM date_trunc('milliseconds', ${time})) * 1000)::float8`;
}
