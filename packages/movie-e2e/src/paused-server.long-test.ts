import { describe, expect } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import { onPostgres, PostgresServer } from 'test-kit';
import { resumptionProblems, servedMovies } from './testing/served-movies.js';
import { startServer } from './testing/server-process.js';
import { signalOnly, testOnUnix } from './testing/workers.js';

const IS_WAITING = `
  SELECT EXISTS (
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
  ) AS "isWaiting"`;

onPostgres(describe)('a server on PostgreSQL that is stopped in its turn', () => {
  testOnUnix('holds up others for seconds only; once it goes on, its caller learns the truth', async () => {
    await using postgres = await PostgresServer.start();
    const url = await postgres.createDatabase();
    await using stopped = await startServer(['--database', url]);
    await using other = await startServer(['--database', url]);
    using caller = createMovieClient({ address: stopped.address, timeoutMs: 60_000 });
    using otherCaller = createMovieClient({ address: other.address, timeoutMs: 60_000 });
    await caller.create({ id: 'a', title: 'First' });
    const held = await postgres.hold(`SELECT FROM movie_catalog.movie WHERE id = 'a' FOR UPDATE`, url);
    const interrupted = caller.update('a', { director: 'Of the stopped one' });
    while ((await postgres.query(IS_WAITING, url))[0]?.['isWaiting'] !== true);
    // It has its turn, and its changes wait for the row.
    signalOnly(stopped.program.pid, 'SIGSTOP');
    await held[Symbol.asyncDispose]();
    const start = performance.now();
    const { movie } = await otherCaller.update('a', { title: 'Second' });
    // The database waits 5 s for a server that is silent in its turn.
    const waitedMs = performance.now() - start;
    expect(waitedMs).toBeGreaterThan(3_000);
    expect(waitedMs).toBeLessThan(9_000);
    expect(movie.director).toBe('');
    await otherCaller.create({ id: 'b', title: 'Meanwhile' });
    signalOnly(stopped.program.pid, 'SIGCONT');
    expect((await interrupted).movie).toMatchObject({ title: 'Second', director: 'Of the stopped one' });
    await caller.create({ id: 'c', title: 'Afterwards' });
    await otherCaller.create({ id: 'd', title: 'At last' });
    await otherCaller.update('c', { title: 'Seen by both' });
    while ((await caller.get('c')).title !== 'Seen by both');
    const served = await Promise.all([servedMovies(stopped.address), servedMovies(other.address)]);
    expect(served[0].listed).toEqual(served[1].listed);
    expect([...served[0].listed.keys()]).toEqual(['a', 'b', 'c', 'd']);
    expect(served[0].listed.get('a')).toMatchObject({ title: 'Second', director: 'Of the stopped one' });
    // Its token has the digest of all movies.
    expect(await resumptionProblems(served)).toEqual([]);
    for (const { messages } of [stopped, other]) {
      expect(messages.filter((message) => message.includes('went back'))).toEqual([]);
    }
  });
});
