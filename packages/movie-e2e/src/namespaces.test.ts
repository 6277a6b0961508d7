import { describe, expect, test } from '@jest/globals';
import { type Mix, whyNoNamespaces } from './testing/namespaces.js';
import { SharedDatabase } from './testing/shared-database.js';

const reason = whyNoNamespaces();
const suite = reason === '' ? describe : describe.skip;

/** Each kind is on one side, and one on both. `namespaces.long-test` has all pairs. */
const FIRST: Mix = ['pid', 'mount', 'net'];
const SECOND: Mix = ['uts', 'mount'];

suite(`servers on one database in namespaces of their own${reason && ` (skipped: ${reason})`}`, () => {
  test('what one has, another in other namespaces gets only after a kill', async () => {
    await using database = new SharedDatabase();
    const holder = database.startServer(FIRST);
    expect(await holder.outcome()).toBe('has it');
    expect(await database.startServer(SECOND).outcome()).toBe('refused');
    await holder.kill();
    expect(await database.startServer(SECOND).outcome()).toBe('has it');
  });
});
