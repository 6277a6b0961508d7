import { expect, test } from '@jest/globals';
import { MovieData, v1 } from 'movie-proto';
import { beginResponse, endResponse, type RawCall, RawServer } from 'test-kit';
import { createMovieClient } from '../create-movie-client.js';
import type { MovieClient } from '../movie-client.js';
import { MovieError } from '../movie-error.js';

const NOTHING = new Uint8Array();
const OTHER = v1.Movie.create({ id: 'other' });

async function readAll(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** The calls of the client, each for the movie `a`. */
const CALLS: Readonly<Record<string, (client: MovieClient) => Promise<unknown>>> = {
  get: (client) => client.get('a'),
  create: (client) => client.create({ id: 'a', title: 'A' }),
  update: (client) => client.update('a', { title: 'A' }),
  search: (client) => client.search('a'),
  summarize: (client) => client.summarize(),
  updateMany: (client) => client.updateMany({ ids: ['a'] }, { rating: 1 }, { expectedCount: 1 }),
  deleteMany: (client) => client.deleteMany({ filter: {} }, { expectedCount: 1 }),
  revert: (client) => client.revert('1-a'),
  list: (client) => readAll(client.list()),
  import: (client) => client.import([{ id: 'a', title: 'A' }]),
  lookup: (client) => readAll(client.lookup(['a'])),
  getMovieById: (client) => client.getMovieById('a'),
  services: (client) => client.services(),
};

/** Makes a call at a server that answers each call like this, after the last request. */
async function failureOf(name: string, answer: (call: RawCall) => void): Promise<unknown> {
  await using server = await RawServer.start((call) => {
    call.stream.resume().once('end', () => answer(call));
  });
  using client = createMovieClient({ address: server.address, timeoutMs: 5_000, streamTimeoutMs: 5_000 });
  const error = await CALLS[name]?.(client).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MovieError);
  expect(error).toMatchObject({ address: server.address, method: expect.stringMatching(/^\/.+\/.+/) });
  return error;
}

function answerWith(...messages: readonly Uint8Array[]) {
  return ({ stream }: RawCall) => {
    beginResponse(stream, messages);
    endResponse(stream, { 'grpc-status': '0' });
  };
}

test.each([
  ['get', NOTHING, /has no movie/],
  ['create', NOTHING, /has no movie/],
  ['update', NOTHING, /has no movie/],
  [
    'search',
    v1.SearchMoviesResponse.encode(v1.SearchMoviesResponse.create({ results: [{ score: 1 }] })).finish(),
    /has no movie/,
  ],
  ['get', v1.GetMovieResponse.encode({ movie: OTHER }).finish(), /for the id "other" instead of "a"/],
  [
    'create',
    v1.CreateMovieResponse.encode({ movie: OTHER, revision: '' }).finish(),
    /for the id "other" instead of "a"/,
  ],
  [
    'update',
    v1.UpdateMovieResponse.encode({ movie: OTHER, revision: '' }).finish(),
    /for the id "other" instead of "a"/,
  ],
  ['getMovieById', MovieData.encode(MovieData.create({ id: 'other' })).finish(), /for the id "other" instead of "a"/],
  ['lookup', v1.LookupMoviesResponse.encode({ id: 'other', movie: undefined }).finish(), /for the id "other"/],
  ['lookup', v1.LookupMoviesResponse.encode({ id: 'a', movie: OTHER }).finish(), /for the id "other"/],
  ['import', NOTHING, /of 1 movies it reports 0 \+ 0 \+ 0 \+ 0/],
  ['import', v1.ImportMoviesResponse.encode(v1.ImportMoviesResponse.create({ createdCount: 7 })).finish(), /reports 7/],
  ['summarize', NOTHING, /counts 0 ranges of ratings/],
  ['updateMany', NOTHING, /reports 0 \+ 0 movies instead of 1/],
  [
    'deleteMany',
    v1.BatchDeleteMoviesResponse.encode(v1.BatchDeleteMoviesResponse.create({ deletedCount: 7 })).finish(),
    /reports 7 movies instead of 1/,
  ],
  [
    'revert',
    v1.RevertCommitResponse.encode(v1.RevertCommitResponse.create({ deletedCount: -1 })).finish(),
    /reports 0 \+ 0 \+ -1 movies/,
  ],
  ['services', NOTHING, /did not list its services/],
])('%s: a response that is not for the request is one clear error: %#', async (name, response, message) => {
  const error = await failureOf(name, answerWith(response));
  expect(error).toMatchObject({
    code: 'INTERNAL',
    message: expect.stringMatching(new RegExp(`^The server breaks the contract: .*${message.source}`)),
  });
});

test('lookup: results that nobody asked for, and results that are missing, are an error', async () => {
  const result = v1.LookupMoviesResponse.encode({ id: 'a', movie: undefined }).finish();
  const more = await failureOf('lookup', answerWith(result, result));
  expect(more).toMatchObject({ message: expect.stringMatching(/more results than it was asked for/) });
  expect(await failureOf('lookup', answerWith())).toMatchObject({
    message: expect.stringMatching(/before .* each id/),
  });
});

test('import: an answer before the last movie is an error', async () => {
  await using server = await RawServer.start(answerWith(NOTHING));
  using client = createMovieClient({ address: server.address });
  async function* endless() {
    for (;;) yield await new Promise<{ title: string }>((resolve) => setImmediate(resolve, { title: 'A' }));
  }
  await expect(client.import(endless())).rejects.toMatchObject({ message: expect.stringMatching(/before it had all/) });
});

test.each([1, 2, 3])(
  'list: page tokens that repeat after %d pages are an error, not a list without end',
  async (period) => {
    const error = await failureOf('list', (call) => {
      const nextPageToken = `token ${call.index % period}`;
      answerWith(v1.ListMoviesResponse.encode({ movies: [OTHER], nextPageToken, totalSize: 1 }).finish())(call);
    });
    expect(error).toMatchObject({ code: 'INTERNAL', message: expect.stringMatching(/list has no end/) });
  },
);

test.each(Object.keys(CALLS))('%s: a response that is no message of the contract is one clear error', async (name) => {
  const message = expect.stringMatching(/^The server breaks the contract: /);
  expect(await failureOf(name, answerWith(Buffer.from([0xff])))).toMatchObject({ code: 'INTERNAL', message });
});

test.each(['get', 'import'])('%s: no message, or several, is one clear error', async (name) => {
  expect(await failureOf(name, answerWith())).toMatchObject({ message: expect.stringMatching(/has no message/) });
  const one = name === 'get' ? v1.GetMovieResponse.encode({ movie: v1.Movie.create({ id: 'a' }) }).finish() : NOTHING;
  const several = answerWith(one, one);
  expect(await failureOf(name, several)).toMatchObject({ message: expect.stringMatching(/has several messages/) });
});

test.each(Object.keys(CALLS))(
  '%s: an unknown compression, or a message that is too large, fails at once',
  async (name) => {
    const head = (isCompressed: number, length: number) => {
      const bytes = Buffer.alloc(5 + 10, isCompressed);
      bytes.writeUInt32BE(length, 1);
      return bytes;
    };
    const begin =
      (bytes: Uint8Array) =>
      ({ stream }: RawCall) => {
        beginResponse(stream);
        stream.write(bytes);
      };
    expect(await failureOf(name, begin(head(1, 10)))).toMatchObject({ message: expect.stringMatching(/compression/) });
    expect(await failureOf(name, begin(head(0, 40 * 1024 * 1024)))).toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  },
);
