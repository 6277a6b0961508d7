import { expect, test } from '@jest/globals';
import { RawServer } from 'test-kit';
import { createMovieClient } from './create-movie-client.js';
import type { MovieClient } from './movie-client.js';

/** What a caller without types may pass: JSON's parser gives any value of JSON a type that fits everywhere. */
function untyped(json: string): ReturnType<typeof JSON.parse> {
  return JSON.parse(json);
}

async function readAll(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** A call whose argument the contract has no room for, and what must be said of it. */
type Case = readonly [call: (client: MovieClient) => Promise<unknown>, message: RegExp];

const FIELDS: Readonly<Record<string, RegExp>> = {
  '{"title":"A","ratng":8}': /^ratng is not a field of a movie; there are title, rating, /,
  '{"title":"A","constructor":8}': /^constructor is not a field/,
  '{"title":null}': /^title must be a text, and is null\.$/,
  '{"title":"A","rating":"8"}': /^rating must be a number, and is "8"\.$/,
  '{"title":"A","director":null}': /^director must be a text, and is null\.$/,
  '{"title":"A","releaseYear":1999.5}': /^releaseYear must be a whole number of 32 bits, and is 1999\.5\.$/,
  '{"title":"A","releaseYear":3e9}': /^releaseYear must be a whole number/,
  '{"title":"A","genres":"Drama"}': /^genres must be a list, and is "Drama"\.$/,
  '{"title":"A","genres":["Drama",null]}': /^genres\[1\] must be a text, and is null\.$/,
  '{"title":"A","labels":["a"]}': /^labels must be an object, and is a list\.$/,
  '{"title":"A","labels":{"__proto__":"x"}}': /^labels must not have the key __proto__\.$/,
  '{"title":"A","labels":{"shelf":3}}': /^labels\.shelf must be a text, and is 3\.$/,
};

const QUERIES: Readonly<Record<string, RegExp>> = {
  '{"orderBy":"year"}': /^orderBy must be one of id, title, rating, releaseYear, director, added, and is "year"\.$/,
  '{"orderBy":null}': /^orderBy must be one of .*null/,
  '{"minRatng":8}': /^minRatng is not a part of a query; there are titleContains, /,
  '{"minRating":"8"}': /^minRating must be a number/,
  '{"maxReleaseYear":1999.5}': /^maxReleaseYear must be a whole number/,
  '{"allGenres":"Drama"}': /^allGenres must be a list/,
  '{"labels":[{"value":"a"}]}': /^labels\[0\]\.key must be a text, and is undefined\.$/,
  '{"labels":[{"key":"a","vlaue":"a"}]}': /^labels\[0\]\.vlaue is not a part of a label/,
  '{"rated":"yes"}': /^rated must be true or false/,
  '{"titleContains":null}': /^titleContains must be a text, and is null\.$/,
};

const FIELD_CASES = Object.entries(FIELDS).flatMap(([json, message]): Case[] => [
  [(client) => client.create(untyped(json)), message],
  [(client) => client.update('a', untyped(json)), message],
  [(client) => client.updateMany({ ids: ['a'] }, untyped(json)), message],
  [
    (client) => client.import([{ title: 'First' }, untyped(json)]),
    new RegExp(message.source.replace('^', '^movies\\[1\\]\\.')),
  ],
]);

const QUERY_CASES = Object.entries(QUERIES).flatMap(([json, message]): Case[] => [
  [async (client) => readAll(client.list(untyped(json))), message],
  [(client) => client.listPage(untyped(json)), message],
]);

const CASES: readonly Case[] = [
  ...QUERY_CASES,
  [(client) => client.get(untyped('null')), /^id must be a text, and is null\.$/],
  [
    (client) => client.get('a', untyped('{"timeout":5}')),
    /^timeout is not an option of this call; there are signal, timeoutMs\.$/,
  ],
  [(client) => client.get('a', untyped('{"timeoutMs":"5"}')), /^timeoutMs must be a number of milliseconds/],
  [(client) => client.get('a', { timeoutMs: 0 }), /^timeoutMs must be more than 0/],
  [(client) => client.get('a', { timeoutMs: Number.NaN }), /^timeoutMs must be more than 0/],
  [(client) => client.get('a', untyped('{"signal":{}}')), /^signal must be an AbortSignal/],
  [(client) => client.search(untyped('5')), /^words must be a text, and is 5\.$/],
  [(client) => client.search('a', untyped('{"limit":1.5}')), /^limit must be a whole number/],
  [
    (client) => client.search('a', untyped('{"filter":{"genre":"Drama"}}')),
    /^filter\.genre is not a condition of a filter/,
  ],
  [(client) => client.summarize(untyped('{"orderBy":"id"}')), /^orderBy is not a condition of a filter/],
  [(client) => client.update('a', untyped('{"id":"b"}')), /^id can't be changed: it is "a"\.$/],
  [(client) => client.update('a', { title: 'A' }, untyped('{"etg":"x"}')), /^etg is not an option of this call/],
  [
    (client) => client.update('a', untyped('{"setLabels":{"shelf":3}}')),
    /^setLabels\.shelf must be a text, and is 3\.$/,
  ],
  [(client) => client.update('a', { labels: {}, setLabels: {} }), /^labels and setLabels contradict each other/],
  [(client) => client.create(untyped('{"title":"A","setLabels":{}}')), /^setLabels is not a field/],
  [(client) => client.deleteMany(untyped('{}')), /^A selection has ids or a filter/],
  [(client) => client.deleteMany(untyped('{"ids":["a"],"filter":{}}')), /^A selection has ids or a filter/],
  [(client) => client.deleteMany(untyped('["a"]')), /^selection must be an object, and is a list\.$/],
  [(client) => client.deleteMany({ ids: untyped('"a"') }), /^selection\.ids must be a list/],
  [
    (client) => client.deleteMany({ filter: untyped('{"director":"a"}') }),
    /^selection\.filter\.director is not a condition/,
  ],
  [(client) => client.deleteMany({ filter: {} }, untyped('{"expect":1}')), /^expect is not an option of this call/],
  [(client) => client.revert(untyped('null')), /^revision must be a text/],
  [
    (client) => client.import([], untyped('{"mode":"replace"}')),
    /^mode must be one of create, upsert, and is "replace"\.$/,
  ],
  [async (client) => readAll(client.watch(untyped('{"resumeToken":5}'))), /^resumeToken must be a text, and is 5\.$/],
  [(client) => client.getMovieById(untyped('5')), /^id must be a text, and is 5\.$/],
  [(client) => client.health(untyped('5')), /^service must be a text, and is 5\.$/],
  [async (client) => readAll(client.lookup([], untyped('{"limit":5}'))), /^limit is not an option of this call/],
];

test('what the contract has no room for is a TypeError or RangeError that names it, and nothing is sent', async () => {
  let calls = 0;
  await using server = await RawServer.start(() => {
    calls += 1;
  });
  using client = createMovieClient({ address: server.address, timeoutMs: 200, streamTimeoutMs: 200 });
  for (const [call, message] of [...CASES, ...FIELD_CASES.filter((_, index) => index % 4 !== 3)]) {
    const error: unknown = await call(client).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    expect([error instanceof TypeError || error instanceof RangeError, String(error)]).toEqual([
      true,
      expect.stringMatching(new RegExp(message.source.replace('^', '^(Type|Range)Error: '))),
    ]);
  }
  expect(calls).toBe(0);
});

test('an id of a lookup that is no text ends it', async () => {
  await using server = await RawServer.start(() => {});
  using client = createMovieClient({ address: server.address, streamTimeoutMs: 5_000 });
  await expect(readAll(client.lookup(untyped('["a", 5]')))).rejects.toThrow(/^id must be a text, and is 5\.$/);
});

test('a bad movie of an import ends it, by its index', async () => {
  await using server = await RawServer.start(() => {});
  using client = createMovieClient({ address: server.address, streamTimeoutMs: 5_000 });
  for (const [call, message] of FIELD_CASES.filter((_, index) => index % 4 === 3)) {
    await expect(call(client)).rejects.toThrow(message);
  }
});

test('undefined counts as left out, and the longest timeouts are taken', async () => {
  await using server = await RawServer.start(({ stream }) => stream.close(8));
  using client = createMovieClient({ address: server.address });
  const undefinedFields = { title: 'A', rating: undefined, genres: undefined, labels: undefined };
  for (const timeoutMs of [24 * 86_400_000, 2 ** 31 - 1, 2 ** 31, 1e300, Number.POSITIVE_INFINITY]) {
    // The server ends each call, so whatever fails has been sent.
    await expect(client.create(undefinedFields, { timeoutMs })).rejects.toMatchObject({ name: 'MovieError' });
    await expect(readAll(client.list({ text: undefined }, { timeoutMs }))).rejects.toMatchObject({
      name: 'MovieError',
    });
  }
});
