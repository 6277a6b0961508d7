import { describe, expect, test } from '@jest/globals';
import { createDatabase, FaultyLink, onPostgres, RecordedLog } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { readHead } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

onPostgres(describe)('a server on PostgreSQL whose link falls silent in its turn', () => {
  test('holds up others for seconds only, notices it, and goes on when it is there again', async () => {
    const url = await createDatabase();
    await using link = await FaultyLink.toDatabase(url);
    const log = new RecordedLog();
    await using silent = await OpenedStore.open(openPostgres(link.through(url), { log: log.logger }));
    await using other = await OpenedStore.open(openPostgres(url));
    const start = performance.now();
    let decisions = 0;
    const interrupted = silent.write(() => {
      if (decisions++ === 0) link.stall();
      return { changes: [{ id: 'a', after: sampleMovie('a') }], result: undefined };
    });
    // Until it has its turn.
    while (decisions === 0) await other.refresh();
    await other.put(sampleMovie('b'));
    expect(performance.now() - start).toBeLessThan(9_000);
    await log.line("can't be reached");
    expect(silent.isConnected).toBe(false);
    expect(performance.now() - start).toBeLessThan(20_000);
    link.resume();
    await log.line('there again');
    expect(silent.isConnected).toBe(true);
    await interrupted.catch((error: unknown) => expect(error).toMatchObject({ reason: 'UNREACHABLE' }));
    await silent.put(sampleMovie('a'));
    await other.refresh();
    expect(other.commits.events.map(({ revision, changes }) => [revision, changes[0]?.id])).toEqual([
      [1, 'b'],
      [2, 'a'],
    ]);
    expect(await readHead(url)).toMatchObject({ revision: 2, digest: silent.digest });
  });
});
