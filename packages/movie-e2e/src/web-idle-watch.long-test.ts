import { setTimeout } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import { makeAuthority, makeCertificate, TemporaryFolder, writeCertificate } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { WebCaller } from './testing/web-caller.js';

const IDLE_MS = 5 * 60_000 + 10_000;
const ALIEN = { id: 'alien', title: 'Alien', rating: 8.5, director: 'Ridley Scott' };

/** Each protocol of the web, over each kind of connection; the libraries for Node have no limits of their own. */
function* transports(plainUrl: string, tlsUrl: string, ca: string): Generator<readonly [string, Transport]> {
  const { hostname, port } = new URL(tlsUrl);
  const offerBoth = () => connect({ host: hostname, port: Number(port), ca, ALPNProtocols: ['h2', 'http/1.1'] });
  for (const [name, create] of [
    ['Connect', createConnectTransport],
    ['gRPC-Web', createGrpcWebTransport],
  ] as const) {
    yield [`${name}, HTTP/1.1`, create({ baseUrl: plainUrl, httpVersion: '1.1' })];
    yield [`${name}, HTTP/1.1 over TLS`, create({ baseUrl: tlsUrl, httpVersion: '1.1', nodeOptions: { ca } })];
    // What offers HTTP/2 alone, as Node does by itself, gets the server of gRPC.
    const nodeOptions = { createConnection: offerBoth };
    yield [`${name}, HTTP/2 over TLS`, create({ baseUrl: tlsUrl, httpVersion: '2', nodeOptions })];
  }
}

test('a watch that was silent for five minutes delivers the next change, by each protocol', async () => {
  using folder = new TemporaryFolder();
  const authority = await makeAuthority();
  const { cert, key } = writeCertificate(folder.path, await makeCertificate(authority, 'this machine'));
  // Not even a checkpoint is sent.
  const silent = ['--watch-checkpoint', '1h'];
  await using plain = await CatalogProcess.start([ALIEN], silent);
  await using tls = await CatalogProcess.start([ALIEN], [...silent, '--tls-cert', cert, '--tls-key', key]);
  const watches = new Map<string, AsyncGenerator<unknown>>();
  for (const [name, transport] of transports(`http://${plain.address}`, `https://${tls.address}`, authority.cert)) {
    const request = { skipExisting: true };
    const watch = new WebCaller(transport).stream('movie.v1.MovieService/WatchMovies', request);
    expect({ name, first: (await watch.next()).value }).toMatchObject({
      name,
      first: { checkpoint: { totalSize: 1 } },
    });
    watches.set(name, watch);
  }
  expect(watches.size).toBe(6);

  await setTimeout(IDLE_MS);
  using plainClient = createMovieClient({ address: plain.address });
  using tlsClient = createMovieClient({ address: tls.address, tls: { ca: authority.cert } });
  for (const client of [plainClient, tlsClient]) await client.update('alien', { rating: 9 });
  for (const [name, watch] of watches) {
    const { value: next } = await watch.next();
    expect({ name, next }).toMatchObject({ name, next: { updated: { id: 'alien', rating: 9 } } });
  }
});
