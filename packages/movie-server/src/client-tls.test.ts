import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import { runMovie, type ServerProgram, startServer } from './testing/client-programs.js';

const TIMEOUT_MS = 30_000;
// Certificates are made by openssl, which not every machine has.
const testWithTls = spawnSync('openssl', ['version']).status === 0 ? test : test.skip;

const folder = mkdtempSync(join(tmpdir(), 'movie-tls-'));
const cert = join(folder, 'cert.pem');
const key = join(folder, 'key.pem');
let server: ServerProgram | undefined;

beforeAll(async () => {
  if (testWithTls !== test) return;
  const subject = ['-subj', '/CN=movies.example', '-addext', 'subjectAltName=DNS:movies.example'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'pipe' });
  server = await startServer([], ['--tls-cert', cert, '--tls-key', key, '--tls-client-ca', cert]);
}, TIMEOUT_MS);
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

testWithTls(
  'a client makes sure of the server, and shows its own certificate',
  async () => {
    const pem = { cert: readFileSync(cert), key: readFileSync(key) };
    const trusting = { ...pem, ca: readFileSync(cert), serverName: 'movies.example' };
    const { address = '' } = server ?? {};
    using client = createMovieClient({ address, tls: trusting });
    expect(await client.health()).toBe('SERVING');

    const { ca, serverName, ...anonymous } = trusting;
    using distrusting = createMovieClient({ address, tls: { ...anonymous, serverName } });
    await expect(distrusting.health()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    using misnamed = createMovieClient({ address, tls: { ...pem, ca } });
    await expect(misnamed.health()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    using nameless = createMovieClient({ address, tls: { ca, serverName } });
    await expect(nameless.health()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  },
  TIMEOUT_MS,
);

testWithTls(
  'the command line takes the files, and says what is not trusted',
  async () => {
    if (!server) return;
    const own = ['--tls-cert', cert, '--tls-key', key, '--tls-server-name', 'movies.example'];
    expect(await runMovie(['health', '--tls-ca', cert, ...own], server)).toMatchObject({
      code: 0,
      stdout: 'SERVING\n',
    });
    const { code, stderr } = await runMovie(['health', ...own], server);
    expect([code, stderr]).toEqual([5, expect.stringMatching(/certificate .* is not trusted.*--tls-ca/)]);
  },
  TIMEOUT_MS,
);
