import { findPostgresPrograms } from './postgres-programs.js';
import { givenServer } from './postgres-server.js';

/** Jest's `test` or `describe`. */
export interface Declare<Body> {
  (name: string, body: Body): void;
  skip(name: string, body: Body): void;
}

/** Jest's `test` or `describe` for what needs a PostgreSQL: `onPostgres(test)('…', …)`. Without one it is skipped. */
export function onPostgres<Body>(declare: Declare<Body>): (name: string, body: Body) => void {
  return unless(missingPostgres(), declare);
}

/** The same for what stops the server or looks into its data. */
export function onOwnPostgres<Body>(declare: Declare<Body>): (name: string, body: Body) => void {
  const isGiven = givenServer() !== undefined;
  return unless(isGiven ? 'the server of MOVIE_TEST_DATABASE is not ours to stop' : missingPostgres(), declare);
}

/** Why there is no PostgreSQL for tests; undefined if there is one. */
export function missingPostgres(): string | undefined {
  if (givenServer() !== undefined) return undefined;
  const programs = findPostgresPrograms();
  return 'missing' in programs ? `${programs.missing}, and MOVIE_TEST_DATABASE names no server` : undefined;
}

/** Jest's `test` or `describe`, skipped if there is a reason, which is then in the name. */
export function unless<Body>(reason: string | undefined, declare: Declare<Body>): (name: string, body: Body) => void {
  if (reason === undefined) return declare;
  return (name, body) => declare.skip(`${name} (skipped: ${reason})`, body);
}
