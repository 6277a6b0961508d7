import { describe, expect, test } from '@jest/globals';
import { moviesInFile } from './testing/movies-in-file.js';
import { MIXES, type Mix, whyNoNamespaces } from './testing/namespaces.js';
import { type Contender, SharedDatabase } from './testing/shared-database.js';

const reason = whyNoNamespaces();
const suite = reason === '' ? describe : describe.skip;

/** How many programs start at the same moment, and how often, each time on what a killed one left. */
const STARTS = 100;
const ROUNDS = 3;

async function started(contender: Contender): Promise<string> {
  await contender.write('\n');
  return await contender.outcome();
}

/** Each of two mixes has the database, and the other gets it only after a kill. */
async function takeTurns(one: Mix, other: Mix): Promise<readonly string[]> {
  await using database = new SharedDatabase();
  const outcomes: string[] = [];
  for (const [first, second] of [
    [one, other],
    [other, one],
  ] as const) {
    const holder = database.startHolder(first);
    outcomes.push(await started(holder), await started(database.startHolder(second)));
    await holder.kill();
  }
  outcomes.push(await started(database.startHolder(one)));
  return outcomes;
}

suite(`programs on one database in namespaces of their own${reason && ` (skipped: ${reason})`}`, () => {
  test.each(MIXES.map((mix, index) => ({ mix, others: MIXES.slice(index) })))(
    'what $mix has, each other mix gets only after a kill, and the other way round',
    async ({ mix, others }) => {
      const outcomes = await Promise.all(others.map((other) => takeTurns(mix, other)));
      const expected = ['has it', 'refused', 'has it', 'refused', 'has it'];
      expect(outcomes.map((outcome, index) => [others[index], outcome])).toEqual(
        others.map((other) => [other, expected]),
      );
    },
  );

  test('one of 100 that start at the same moment has it, and when it is killed another', async () => {
    await using database = new SharedDatabase();
    for (let round = 0; round < ROUNDS; round++) {
      const contenders = Array.from({ length: STARTS }, (_, index) =>
        database.startHolder(MIXES[index % MIXES.length] ?? []),
      );
      await Promise.all(contenders.map((contender) => contender.printed(/ready/)));
      const outcomes = await Promise.all(contenders.map(started));
      expect(outcomes.toSorted()).toEqual(['has it', ...Array(STARTS - 1).fill('refused')]);
      const winner = contenders[outcomes.indexOf('has it')];
      const [, id = ''] = (await winner?.printed(/wrote (\S+)/)) ?? [];
      await winner?.kill();
      expect(moviesInFile(database.path).size).toBe(round + 1);
      expect(moviesInFile(database.path).has(id)).toBe(true);
    }
  });

  test('one of 8 servers that start at once has it', async () => {
    await using database = new SharedDatabase();
    const servers = MIXES.slice(0, 8).map((mix) => database.startServer(mix));
    const outcomes = await Promise.all(servers.map((server) => server.outcome()));
    expect(outcomes.sort()).toEqual(['has it', ...Array(7).fill('refused')]);
  });
});
