import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { expect, test } from '@jest/globals';
import { makeAuthority, makeCertificate } from 'test-kit';
import type { MovieClientOptions } from '../client-options.js';
import { createMovieClient } from '../create-movie-client.js';
import { explain } from './explain.js';

/** What a person reads whose client meets this server. */
async function explained(server: Server, tls: MovieClientOptions['tls']): Promise<string | undefined> {
  server.on('connection', (socket) => socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  using client = createMovieClient({ address: `127.0.0.1:${port}`, tls: tls ?? false });
  const error = await client.create({ title: 'New' }).catch((failure: unknown) => failure);
  server.close();
  return explain(error)?.message;
}

test('a person reads what answers where no movie server does', async () => {
  const authority = await makeAuthority();
  const ca = authority.cert;
  const here = await makeCertificate(authority, 'here');
  const elsewhere = await makeCertificate(authority, 'elsewhere', 'movies.example');
  const http = () => createHttpServer((_request, response) => response.end('page'));
  const https = (certificate = here) => createHttpsServer(certificate, (_request, response) => response.end('page'));
  const ending = () => createServer((socket) => socket.end());

  expect(await explained(http(), false)).toMatch(/is not a gRPC server, or one with TLS\. Check --address and --tls/);
  expect(await explained(https(), false)).toMatch(/ends connections at once.*--tls/);
  expect(await explained(ending(), false)).toMatch(/ends connections at once/);
  expect(await explained(http(), { ca })).toMatch(/does not speak TLS/);
  expect(await explained(https(), { ca })).toMatch(/is not a gRPC server\. Check --address/);
  const secure = (certificate = here) => createHttpsServer({ ...certificate, ALPNProtocols: ['h2'] });
  expect(await explained(secure(elsewhere), { ca })).toMatch(
    /^The certificate of \S+ is for DNS:movies\.example, not for 127\.0\.0\.1\. .* --tls-server-name\.$/,
  );
  expect(await explained(secure(), true)).toMatch(/is not trusted: .*Check --tls-ca\.$/);
  const strict = createHttpsServer({ ...here, ca, requestCert: true, ALPNProtocols: ['h2'] });
  expect(await explained(strict, { ca })).toMatch(/does not accept this client's certificate.*--tls-cert/);
});
