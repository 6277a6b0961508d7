import { describe, expect, test } from '@jest/globals';
import { MIXES, type Mix, whyNoNamespaces } from './testing/namespaces.js';
import { SharedDatabase } from './testing/shared-database.js';

const reason = whyNoNamespaces();
const suite = reason === '' ? describe : describe.skip;

/** Each kind is on the first's side only, on the second's only, and on both. `namespaces.long-test` has all pairs. */
const PAIRS: readonly { readonly first: Mix; readonly second: Mix }[] = [
  { first: ['pid', 'mount', 'net'], second: ['uts', 'mount'] },
  { first: ['uts', 'mount', 'net'], second: ['pid', 'uts', 'net'] },
  { first: ['pid', 'uts'], second: ['pid', 'mount', 'net'] },
];

suite(`servers on one database in namespaces of their own${reason && ` (skipped: ${reason})`}`, () => {
  test.each(PAIRS)('what $first has, $second gets only after a kill', async ({ first, second }) => {
    await using database = new SharedDatabase();
    const holder = database.startServer(first);
    expect(await holder.outcome()).toBe('has it');
    expect(await database.startServer(second).outcome()).toBe('refused');
    await holder.kill();
    expect(await database.startServer(second).outcome()).toBe('has it');
  });

  test('one of 8 that start at once has it', async () => {
    await using database = new SharedDatabase();
    const servers = MIXES.slice(0, 8).map((mix) => database.startServer(mix));
    const outcomes = await Promise.all(servers.map((server) => server.outcome()));
    expect(outcomes.sort()).toEqual(['has it', ...Array(7).fill('refused')]);
  });
});
