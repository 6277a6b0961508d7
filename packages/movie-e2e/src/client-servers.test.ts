import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient, type WatchEvent } from 'movie-client';
import { runInProcess } from 'movie-client/testing';
import { byToken } from 'movie-server';
import { FaultyLink, MuteServer, RawServer } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { CatalogServer } from './testing/catalog-server.js';

function movies(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(6, '0'),
    title: `Movie ${index}`,
    rating: 5,
    director: '',
  }));
}

function linkTo(address: string): Promise<FaultyLink> {
  const { hostname, port } = new URL(`http://${address}`);
  return FaultyLink.to(hostname, Number(port));
}

/** An event in a few words. */
function short(event: WatchEvent): string {
  return 'movie' in event ? `${event.type} ${event.movie.id}` : event.type;
}

test('a watch continues across killed and restarted servers, and neither misses nor repeats a change', async () => {
  await using server = await CatalogProcess.start(movies(3));
  using client = createMovieClient({ address: server.address });
  const losses: unknown[] = [];
  let resumptions = 0;
  const onInterruption = (error: unknown) => losses.push(error);
  const onResumption = () => {
    resumptions += 1;
  };
  const events = client.watch({ onInterruption, onResumption })[Symbol.asyncIterator]();
  const next = async (count: number) => {
    const seen: string[] = [];
    while (seen.length < count) {
      const { value } = await events.next();
      if (value && value.type !== 'checkpoint') seen.push(short(value));
    }
    return seen;
  };
  expect(await next(3)).toEqual(['existing 000000', 'existing 000001', 'existing 000002']);
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const ids = ['a', 'b', 'c', 'd'].map((letter) => `${signal} ${letter} ${losses.length}`);
    for (const id of ids.slice(0, 2)) await client.create({ id, title: 'New' });
    expect(await next(2)).toEqual(ids.slice(0, 2).map((id) => `created ${id}`));
    await server.kill(signal);
    await server.restart();
    for (const id of ids.slice(2)) await client.create({ id, title: 'New' });
    expect(await next(2)).toEqual(ids.slice(2).map((id) => `created ${id}`));
  }
  expect([losses.length, resumptions]).toEqual([2, 2]);
  await events.return?.();
});

test('a watch starts over when the server no longer has all changes, and says so', async () => {
  await using server = await CatalogServer.start(movies(2), { flags: ['--watch-history', '1'] });
  using client = createMovieClient({ address: server.address });
  let resumeToken = '';
  for await (const event of client.watch({ skipExisting: true })) {
    ({ resumeToken } = event);
    break;
  }
  for (const id of ['a', 'b', 'c']) await client.create({ id, title: 'New' });
  const seen: string[] = [];
  for await (const event of client.watch({ resumeToken })) {
    seen.push(short(event));
    if (event.type === 'checkpoint') break;
  }
  expect(seen[0]).toBe('restart');
  expect(seen.slice(1).sort()).toEqual(
    ['checkpoint', ...['000000', '000001', 'a', 'b', 'c'].map((id) => `existing ${id}`)].sort(),
  );
});

test('a list whose server is gone for a moment is complete or ends with one error', async () => {
  await using server = await CatalogServer.start(movies(5_000));
  await using link = await linkTo(server.address);
  using client = createMovieClient({ address: `127.0.0.1:${link.port}` });
  const ids = new Set<string>();
  let restarted: Promise<void> | undefined;
  let failure: unknown;
  try {
    for await (const { id } of client.list()) {
      ids.add(id);
      if (ids.size !== 500) continue;
      link.cut();
      await server.stop();
      restarted = server.restart();
    }
  } catch (error) {
    failure = error;
  }
  if (failure === undefined) expect(ids.size).toBe(5_000);
  else expect(failure).toMatchObject({ name: 'MovieError', code: 'UNAVAILABLE' });
  await restarted;
});

test('two servers of a list share the calls, and no read fails when one of them is gone', async () => {
  await using first = await CatalogServer.start([{ id: 'a', title: 'First', rating: 1, director: '' }]);
  await using second = await CatalogServer.start([{ id: 'a', title: 'Second', rating: 1, director: '' }]);
  await using link = await linkTo(first.address);
  using client = createMovieClient({ address: [`127.0.0.1:${link.port}`, second.address] });
  const answers = { First: 0, Second: 0 };
  const read = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      const { title } = await client.get('a');
      answers[title === 'First' ? 'First' : 'Second'] += 1;
    }
  };
  await read(20);
  expect(answers).toEqual({ First: 10, Second: 10 });

  const reading = Promise.all([read(100), read(100), read(100)]);
  link.refuse();
  link.cut();
  await reading;
  expect(answers.First + answers.Second).toBe(320);

  // Writes and streams go to the other one.
  expect(await client.create({ id: 'b', title: 'New' })).toMatchObject({ movie: { id: 'b' } });
  for await (const { movie } of client.lookup(['a'])) expect(movie?.title).toBe('Second');
  for await (const { title } of client.getListMovies()) expect(title).not.toBe('First');
});

/** The first of what comes; undefined if nothing does. */
async function first(values: AsyncIterable<unknown>): Promise<unknown> {
  for await (const value of values) return value;
  return undefined;
}

/** A server of one movie for the tests that don't stop it. */
let lasting: CatalogServer;
beforeAll(async () => {
  lasting = await CatalogServer.start(movies(1));
});
afterAll(() => lasting[Symbol.asyncDispose]());

const CALLS: Readonly<Record<string, (client: MovieClient) => Promise<unknown>>> = {
  get: (client) => client.get('000000'),
  list: (client) => first(client.list()),
  search: (client) => client.search('movie'),
  watch: (client) => first(client.watch()),
  create: (client) => client.create({ title: 'New' }),
  import: (client) => client.import([{ title: 'New' }]),
  lookup: (client) => first(client.lookup(['000000'])),
  services: (client) => client.services(),
  getListMovies: (client) => first(client.getListMovies()),
};

test('a server that accepts connections and says nothing is passed over by every call', async () => {
  using mute = await MuteServer.start();
  const address = [mute.address, lasting.address];
  const calls = Object.entries(CALLS).map(async ([name, call]) => {
    // The first call of each client begins with the mute server.
    using client = createMovieClient({ address, timeoutMs: 6_000 });
    return [name, (await call(client)) !== undefined];
  });
  const command = runInProcess(['--timeout', '6', 'health'], { address: address.join() });
  expect(Object.fromEntries(await Promise.all(calls))).toEqual(
    Object.fromEntries(Object.keys(CALLS).map((name) => [name, true])),
  );
  expect(await command).toEqual({ code: 0, stdout: 'SERVING\n', stderr: '' });
  // Each has met the mute server; on a slow machine one may try it twice.
  expect(mute.connections.length).toBeGreaterThan(Object.keys(CALLS).length);
});

test.each([401, 404])('a web server that answers %d is passed over by every call', async (httpStatus) => {
  let foreignCalls = 0;
  await using web = await RawServer.start(({ stream }) => {
    foreignCalls += 1;
    stream.respond({ ':status': httpStatus, 'content-type': 'text/html' });
    stream.end('<!DOCTYPE html>');
  });
  const calls = Object.entries(CALLS).map(async ([name, call]) => {
    using client = createMovieClient({ address: [web.address, lasting.address] });
    return [name, await call(client).catch(String)];
  });
  const results = await Promise.all(calls);
  expect(results.filter(([, result]) => result === undefined || typeof result === 'string')).toEqual([]);
  expect(foreignCalls).toBeGreaterThanOrEqual(results.length);
});

test('a server that connects late is found behind a web server that does, too', async () => {
  let isAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  await using web = await RawServer.start(({ stream }) => {
    isAsked();
    stream.respond({ ':status': 404, 'content-type': 'text/html' }, { endStream: true });
  });
  await using webLink = await linkTo(web.address);
  await using link = await linkTo(lasting.address);
  for (const stalled of [webLink, link]) stalled.stall();
  using client = createMovieClient({ address: [webLink, link].map(({ port }) => `127.0.0.1:${port}`) });
  const movie = client.get('000000', { timeoutMs: 8_000 });
  // By now the web server was passed over.
  await link.connected();
  webLink.resume();
  await asked;
  link.resume();
  expect(await movie).toMatchObject({ id: '000000' });
});

test('lookups that run at once each pass over a web server', async () => {
  await using web = await RawServer.start(({ stream }) => {
    stream.respond({ ':status': 404, 'content-type': 'text/html' }, { endStream: true });
  });
  using client = createMovieClient({ address: [web.address, lasting.address] });
  const found = await Promise.all([1, 2, 3, 4].map(() => first(client.lookup(['000000']))));
  expect(found).toMatchObject(found.map(() => ({ id: '000000' })));
});

test('the search for a server that answers ends with the signal or the time of its call', async () => {
  using one = await MuteServer.start();
  using other = await MuteServer.start();
  using client = createMovieClient({ address: [one.address, other.address] });
  const leaving = new AbortController();
  const aborted = client.create({ title: 'New' }, { signal: leaving.signal });
  await one.connected();
  leaving.abort('enough');
  await expect(aborted).rejects.toBe('enough');
  const late = expect.objectContaining({ code: 'DEADLINE_EXCEEDED' });
  await expect(client.get('a', { timeoutMs: 200 })).rejects.toEqual(late);
  await expect(client.create({ title: 'New' }, { timeoutMs: 200 })).rejects.toEqual(late);
});

test('a lookup continues at another server when its own is gone', async () => {
  const ids = Array.from({ length: 3_000 }, (_, index) => String(index).padStart(6, '0'));
  await using server = await CatalogServer.start(movies(ids.length));
  await using one = await linkTo(server.address);
  await using other = await linkTo(server.address);
  using client = createMovieClient({ address: [one, other].map(({ port }) => `127.0.0.1:${port}`) });
  const answered: string[] = [];
  for await (const { id, movie } of client.lookup(ids)) {
    answered.push(movie?.id ?? `no ${id}`);
    if (answered.length !== 100) continue;
    one.refuse();
    // The client chooses which of them it uses.
    one.cut();
    other.cut();
  }
  expect(answered).toEqual(ids);
});

test('the client sends its token, which writes need', async () => {
  const writeAccess = byToken(() => [{ name: 'ann', token: 'correct-horse-battery-staple' }]);
  await using server = await CatalogServer.start([], { writeAccess });
  using anyone = createMovieClient({ address: server.address });
  using ann = createMovieClient({ address: server.address, token: async () => 'correct-horse-battery-staple' });
  await expect(anyone.create({ title: 'T' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await ann.create({ title: 'T' })).toMatchObject({ movie: { title: 'T' } });
});
