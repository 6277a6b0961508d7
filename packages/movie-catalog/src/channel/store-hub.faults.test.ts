import { chmodSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { EventLog, RecordedLog } from 'test-kit';
import { openJsonFile } from '../json-file/json-file.js';
import { MemoryStore } from '../memory/memory-store.js';
import type { MovieUpdate } from '../store.js';
import { HubDatabase, type TestWorker } from '../testing/hub-database.js';
import { JsonDatabase } from '../testing/json-database.js';
import { sampleMovie } from '../testing/sample-movie.js';

const A = sampleMovie('a');
const B = sampleMovie('b');
const C = sampleMovie('c');

/** Lets a worker wait for the turn, and do something when it has it, before it decides. */
async function inTurn({ store }: TestWorker, act: () => void, ...changes: MovieUpdate[]): Promise<void> {
  let decisions = 0;
  await store.write(() => {
    // A worker that would change nothing asks for the turn, and decides again.
    if (++decisions === 1) return { changes: [], result: undefined };
    act();
    return { changes, result: undefined };
  });
}

/** Lets a worker ask for the turn, and take no notice when it gets it. */
function getStuckInTurn(worker: TestWorker): Promise<void> {
  worker.port.getStuck();
  return inTurn(worker, () => {});
}

/** Ends once a worker has sent what it decided, or asked for the turn. */
async function proposed({ port }: TestWorker): Promise<void> {
  const sent = new EventLog<string>();
  port.beforeSend = (message) => sent.add(JSON.stringify(message));
  await sent.first((message) => message.includes('"propose"'));
}

describe('a worker that dies', () => {
  test('before it has the turn changes nothing, and the turn goes to the next', async () => {
    await using database = await HubDatabase.open(new MemoryStore([A]));
    const [busy, dying, other] = [await database.newWorker(), await database.newWorker(), await database.newWorker()];
    const held = getStuckInTurn(busy);
    await proposed(busy);
    const write = dying.store.put(B);
    await proposed(dying);
    const next = other.store.put(C);
    dying.port.close();
    await expect(write).rejects.toMatchObject({ reason: 'WRITE_FAILED' });
    busy.port.close();
    await expect(held).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    await next;
    expect([...other.store.movies.values()]).toEqual([A, C]);
  });

  test('while it has the turn changes nothing, and the turn goes to the next', async () => {
    await using database = await HubDatabase.open(new MemoryStore([A]));
    const [dying, other] = [await database.newWorker(), await database.newWorker()];
    const held = inTurn(dying, () => dying.port.close(), { id: 'b', after: B });
    const rejected = expect(held).rejects.toMatchObject({ reason: 'WRITE_FAILED' });
    await proposed(dying);
    await other.store.put(C);
    await rejected;
    expect([...other.store.movies.values()]).toEqual([A, C]);
  });

  test('after it sent its changes leaves all of them, on every worker and in the file', async () => {
    using file = new JsonDatabase([A]);
    await using database = await HubDatabase.open(openJsonFile(file.path));
    const [dying, other] = [await database.newWorker(), await database.newWorker()];
    const write = dying.store.put(B, C);
    await proposed(dying);
    setImmediate(() => dying.port.close());
    await expect(write).rejects.toMatchObject({ reason: 'WRITE_FAILED' });
    await other.store.put(A, { ...A, rating: 1 });
    expect([...other.store.movies.keys()]).toEqual(['a', 'b', 'c']);
    expect(JSON.parse(file.text).movies).toHaveLength(3);
  });
});

describe('a worker that does not answer', () => {
  test('holds up the acknowledgement of a write until it is cut off', async () => {
    const log = new RecordedLog();
    await using database = await HubDatabase.open(new MemoryStore([A]), { patienceMs: 100, log: log.logger });
    const [stuck, other] = [await database.newWorker(), await database.newWorker()];
    stuck.port.getStuck();
    const cutOff = log.line("didn't answer").then(() => 'cut off');
    expect(await Promise.race([other.store.put(B).then(() => 'acknowledged'), cutOff])).toBe('cut off');
    await other.store.put(C);
    expect(stuck.store.isConnected).toBe(false);
    await expect(stuck.store.put(A)).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    expect([...other.store.movies.values()]).toEqual([A, B, C]);
  });

  test('is cut off when it has the turn, which goes to the next', async () => {
    await using database = await HubDatabase.open(new MemoryStore([A]), { patienceMs: 100 });
    const [stuck, other] = [await database.newWorker(), await database.newWorker()];
    const held = getStuckInTurn(stuck);
    const rejected = expect(held).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    await proposed(stuck);
    await other.store.put(B);
    await rejected;
  });
});

describe('when the hub ends', () => {
  test('writes that are being made are finished, and those that wait are refused', async () => {
    using file = new JsonDatabase([A]);
    await using database = await HubDatabase.open(openJsonFile(file.path));
    const [first, second] = [await database.newWorker(), await database.newWorker()];
    let closing: Promise<void> | undefined;
    const turn = inTurn(
      first,
      () => {
        closing = database.hub.close();
      },
      { id: 'b', after: B },
    );
    const late = second.store.put(C);
    await turn;
    await expect(late).rejects.toMatchObject({ reason: 'UNREACHABLE', message: expect.stringContaining('closed') });
    await closing;
    await expect(first.store.refresh()).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    expect([first.store.isConnected, second.store.isConnected]).toEqual([false, false]);
    expect(await file.moviesAfterReopening()).toEqual([A, B]);
  });

  test('a write whose outcome is unknown says so, and one that did nothing says that', async () => {
    await using database = await HubDatabase.open(new MemoryStore([A]));
    const worker = await database.newWorker();
    worker.port.getStuck();
    const sent = worker.store.put(B);
    await proposed(worker);
    const waiting = worker.store.put(C);
    worker.port.close();
    await expect(sent).rejects.toMatchObject({ name: 'StoreError', reason: 'WRITE_FAILED' });
    await expect(waiting).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    await expect(worker.store.put(C)).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    expect(worker.store.isConnected).toBe(false);
  });

  test('a worker is not opened', async () => {
    const database = await HubDatabase.open(new MemoryStore([A]));
    await database.hub.close();
    await expect(database.newWorker()).rejects.toMatchObject({ reason: 'UNREACHABLE' });
  });
});

describe('a database that can not be written', () => {
  test('refuses all writes with its own reason and message, until it can', async () => {
    using file = new JsonDatabase([A]);
    await using database = await HubDatabase.open(openJsonFile(file.path));
    const { store } = await database.newWorker();
    chmodSync(file.path, 0o444);
    const refused = { reason: 'READ_ONLY', message: expect.stringContaining(file.path) };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => store.put(sampleMovie(`${index}`))),
    );
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: refused });
    chmodSync(file.path, 0o644);
    await store.put(B);
    expect([...store.movies.values()]).toEqual([A, B]);
  });

  test('is not connected while it can not be read', async () => {
    using file = new JsonDatabase([A]);
    await using database = await HubDatabase.open(openJsonFile(file.path));
    const { store } = await database.newWorker();
    const { text } = file;
    file.text = 'broken';
    await store.refresh();
    expect(store.isConnected).toBe(false);
    await expect(store.put(B)).rejects.toMatchObject({ reason: 'BROKEN_EDIT' });
    file.text = text;
    await store.refresh();
    expect(store.isConnected).toBe(true);
  });
});
