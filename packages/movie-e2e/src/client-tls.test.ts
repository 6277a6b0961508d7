import { expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import { runInProcess } from 'movie-client/testing';
import { makeAuthority, makeCertificate, TemporaryFolder, writeCertificate } from 'test-kit';
import { CatalogServer } from './testing/catalog-server.js';

const HOST = 'movies.example';

/** A server with a certificate for movies.example, which asks its clients for one of the same authority. */
async function startTlsServer(folder: TemporaryFolder) {
  const authority = await makeAuthority();
  const certificate = await makeCertificate(authority, HOST, HOST);
  const ca = folder.write('ca.pem', authority.cert);
  const { cert, key } = writeCertificate(folder.path, certificate);
  const server = await CatalogServer.start([], {
    flags: ['--tls-cert', cert, '--tls-key', key, '--tls-client-ca', ca],
  });
  return {
    server,
    authority,
    certificate,
    files: { ca, cert, key },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

test('a client verifies the server and shows its own certificate', async () => {
  using folder = new TemporaryFolder();
  await using tlsServer = await startTlsServer(folder);
  const { server, authority, certificate } = tlsServer;
  const { address } = server;
  const [ca, serverName] = [authority.cert, HOST];
  using client = createMovieClient({ address, tls: { ...certificate, ca, serverName } });
  expect(await client.health()).toBe('SERVING');

  for (const tls of [
    { ...certificate, serverName },
    { ...certificate, ca },
    { ca, serverName },
  ]) {
    using refused = createMovieClient({ address, tls });
    await expect(refused.health()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  }
});

test('the command line takes the files, and says which certificate is not trusted', async () => {
  using folder = new TemporaryFolder();
  await using tlsServer = await startTlsServer(folder);
  const { server, files } = tlsServer;
  const { ca, cert, key } = files;
  const own = ['--tls-cert', cert, '--tls-key', key, '--tls-server-name', HOST];
  expect(await runInProcess(['health', '--tls-ca', ca, ...own], server)).toMatchObject({
    code: 0,
    stdout: 'SERVING\n',
  });
  const { code, stderr } = await runInProcess(['health', ...own], server);
  expect([code, stderr]).toEqual([5, expect.stringMatching(/certificate .* is not trusted.*--tls-ca/)]);
});

test('the command line takes an IP address with TLS, and names a file that is not what it should be', async () => {
  using folder = new TemporaryFolder();
  const authority = await makeAuthority();
  const { cert, key } = writeCertificate(folder.path, await makeCertificate(authority, 'this machine'));
  const ca = folder.write('ca.pem', authority.cert);
  await using server = await CatalogServer.start([], { flags: ['--tls-cert', cert, '--tls-key', key] });
  expect(server.address).toMatch(/^127\.0\.0\.1:/);
  expect(await runInProcess(['health', '--tls-ca', ca], server)).toEqual({ code: 0, stdout: 'SERVING\n', stderr: '' });
  for (const file of [folder.write('empty.pem', ''), key]) {
    const { code, stderr } = await runInProcess(['health', '--tls-ca', file], server);
    expect([code, stderr]).toEqual([2, `movie: The file ${file} of --tls-ca has no certificate. It must be PEM.\n`]);
  }
});
