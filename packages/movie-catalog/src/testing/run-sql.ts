import { databaseAddress } from '../postgres/database-address.js';
import { Session } from '../postgres/session.js';

/** Runs a statement on a connection of its own, and gives its rows. */
export async function runSql<Row extends object>(
  url: string,
  text: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const session = await Session.connect(databaseAddress(url));
  try {
    return await session.query<Row>(text, values);
  } finally {
    await session.close();
  }
}

/** What a database says of itself. */
export interface DatabaseHead {
  readonly epoch: string;
  readonly revision: number;
  readonly digest: string;
}

/** The row of the head of a database. */
export async function readHead(url: string): Promise<DatabaseHead> {
  const [head] = await runSql<DatabaseHead>(url, 'SELECT epoch, revision::float8, digest FROM movie_catalog.head');
  if (!head) throw new Error('The database has no head.');
  return head;
}
