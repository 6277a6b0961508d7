import { describe, expect, test } from '@jest/globals';
import { MovieCatalog } from '../catalog.js';
import { MemoryStore } from '../memory/memory-store.js';
import { HubDatabase } from '../testing/hub-database.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { undoCommit } from '../testing/undo-commit.js';
import { openChannelStore } from './channel-store.js';

const MOVIES = Array.from({ length: 20_000 }, (_, index) => sampleMovie(`${index}`));

describe('the newest commit', () => {
  test('is whole on a worker that opens after it, however large, and can be undone there', async () => {
    const options = { historySize: 100 };
    await using database = await HubDatabase.open(new MemoryStore(MOVIES), options);
    const writer = await MovieCatalog.open(database.newStore(), options);
    const { commit: created } = await writer.write(() => ({
      changes: [{ id: 'a', after: sampleMovie('a') }],
      result: undefined,
    }));
    const { commit } = await writer.write(({ values }) => ({
      changes: Array.from(values(), ({ id }) => ({ id, after: undefined })),
      result: undefined,
    }));
    const late = await MovieCatalog.open(database.newStore(), options);
    const kept = commit && late.commit(commit);
    expect(kept?.changes).toHaveLength(20_001);
    // Quicker than what compares to say what differs.
    expect(JSON.stringify(late.history) === JSON.stringify(writer.history)).toBe(true);
    expect(late.history[0]?.revision).toBe(created?.revision);
    const { result } = await undoCommit(late, commit);
    expect(result.conflicts).toEqual([]);
    const expected = [...MOVIES, sampleMovie('a')];
    expect(JSON.stringify(writer.snapshot().movies) === JSON.stringify(expected)).toBe(true);
    await Promise.all([writer.close(), late.close()]);
  });

  test('crosses the channel in parts, so that neither end is held up by all of it', async () => {
    await using database = await HubDatabase.open(new MemoryStore(MOVIES));
    const writer = await database.newWorker();
    await writer.store.remove(...MOVIES.map(({ id }) => id));
    const port = database.newPort();
    const sizes: number[] = [];
    port.onMessage((message) => sizes.push(JSON.stringify(message).length));
    const late = await MovieCatalog.open(openChannelStore(port));
    expect(late.history[0]?.changes).toHaveLength(20_000);
    expect(Math.max(...sizes)).toBeLessThan(JSON.stringify(MOVIES).length / 5);
    await late.close();
  });
});
