import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeAuthority, makeCertificate, TemporaryFolder, writeCertificate } from 'test-kit';
import { BUF_PROTOCOLS, type BufError, bufCurl } from './testing/buf-curl.js';
import { CatalogProcess } from './testing/catalog-process.js';
import { detailsOf } from './testing/details-of.js';

const SERVICE = 'movie.v1.MovieService';
const ALIEN = { id: 'alien', title: 'Alien', rating: 8.5, director: 'Ridley Scott' };

let folder: TemporaryFolder;
let ca: string;
const servers = new Map<string, CatalogProcess>();

beforeAll(async () => {
  folder = new TemporaryFolder();
  const authority = await makeAuthority();
  const { cert, key } = writeCertificate(folder.path, await makeCertificate(authority, 'this machine'));
  ca = folder.write('ca.pem', authority.cert);
  servers.set('http', await CatalogProcess.start([ALIEN]));
  servers.set('https', await CatalogProcess.start([ALIEN], ['--tls-cert', cert, '--tls-key', key]));
});

afterAll(async () => {
  for (const server of servers.values()) await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

function detailsIn({ details = [] }: Partial<BufError> = {}) {
  return detailsOf(details.map(({ type, value }) => ({ type, value: Buffer.from(value, 'base64') })));
}

const WAYS = ['http', 'https'].flatMap((scheme) => BUF_PROTOCOLS.map((protocol) => ({ scheme, protocol })));

type Way = (typeof WAYS)[number];

function callBy({ scheme, protocol }: Way, path: string, requests: readonly object[], timeout?: string) {
  const url = `${scheme}://${servers.get(scheme)?.address}`;
  return bufCurl(path, requests, { protocol, url, ca: scheme === 'https' ? ca : undefined, timeout });
}

describe.each(WAYS)('buf curl --protocol $protocol over $scheme', (way) => {
  const { protocol } = way;
  const call = (path: string, requests: readonly object[]) => callBy(way, path, requests);
  const ask = async (method: string, request: object) => {
    const { responses, error } = await call(`${SERVICE}/${method}`, [request]);
    expect(error).toBeUndefined();
    return responses[0];
  };

  test('makes every unary call of both contracts', async () => {
    const movie = { id: protocol, title: `Heat by ${protocol}`, rating: 8.25 };
    expect(await ask('CreateMovie', { movie })).toMatchObject({ movie });
    expect(await ask('GetMovie', { id: protocol })).toMatchObject({ movie });
    const filter = { titleContains: movie.title.toUpperCase(), minRating: 8 };
    expect(await ask('ListMovies', { filter })).toMatchObject({ movies: [movie], totalSize: 1 });
    expect(await ask('SearchMovies', { query: movie.title, limit: 1 })).toMatchObject({ results: [{ movie }] });
    expect(await ask('UpdateMovie', { movie: { id: protocol, rating: 8 } })).toMatchObject({ movie: { rating: 8 } });
    expect(await call('Movie/GetMovieByID', [{ id: protocol }])).toEqual({ responses: [{ ...movie, rating: 8 }] });
    expect(await ask('SummarizeMovies', { filter })).toMatchObject({ totalSize: 1 });
    const selection = { filter, expectedCount: 1 };
    const update = { ...selection, movie: { labels: { shelf: 'A' } }, updateMask: 'labels.shelf' };
    const { revision } = await ask('BatchUpdateMovies', update);
    expect(await ask('RevertCommit', { revision })).toMatchObject({ updatedCount: 1 });
    expect(await ask('BatchDeleteMovies', { ...selection, validateOnly: true })).toMatchObject({ deletedCount: 1 });
    expect(await ask('DeleteMovie', { id: protocol })).toEqual({ revision: expect.any(String) });
  });

  test('sends a stream of requests', async () => {
    const requests = [{ options: { mode: 'IMPORT_MODE_UPSERT' } }, { record: { movie: ALIEN } }, { count: 1 }];
    const { responses, error } = await call(`${SERVICE}/ImportMovies`, requests);
    expect({ responses, error }).toEqual({ responses: [{ unchangedCount: 1 }], error: undefined });
  });

  test('reads a stream of responses', async () => {
    expect(await call('Movie/GetListMovies', [{}])).toEqual({ responses: [ALIEN] });
  });

  test('gets an error with its details', async () => {
    const { error } = await call(`${SERVICE}/CreateMovie`, [{ movie: { rating: 11 } }]);
    expect(error).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining('movie.title') });
    expect(detailsIn(error)).toEqual({ reason: 'INVALID_REQUEST', fields: ['movie.title', 'movie.rating'] });
  });
});

// HTTP/1.1 can't, and over plain text only gRPC has HTTP/2.
test.each(WAYS.filter(({ scheme, protocol }) => scheme === 'https' || protocol === 'grpc'))(
  'buf curl --protocol $protocol over $scheme sends and reads at once',
  async (way) => {
    const { responses } = await callBy(way, `${SERVICE}/LookupMovies`, [{ id: 'alien' }, { id: 'none' }]);
    expect(responses).toEqual([{ id: 'alien', movie: expect.objectContaining(ALIEN) }, { id: 'none' }]);
  },
);

test('buf curl gets what came before its deadline, and that it has passed', async () => {
  const watches = WAYS.map((way) => callBy(way, `${SERVICE}/WatchMovies`, [{}], '10s'));
  for (const { responses, error } of await Promise.all(watches)) {
    expect(responses).toEqual([
      { existing: expect.objectContaining(ALIEN) },
      expect.objectContaining({ checkpoint: expect.objectContaining({ totalSize: 1 }) }),
    ]);
    expect(error).toMatchObject({ code: 'deadline_exceeded' });
  }
});
