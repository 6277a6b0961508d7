import { once } from 'node:events';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { type NoteServer, startNoteServer } from '../testing/start-note-server.js';
import type { StaticFile } from './static-files.js';

const PAGE = '<!doctype html><title>Notes</title>';
const SCRIPT = `console.log(${JSON.stringify('note '.repeat(1_000))});`;
const FILES = new Map<string, StaticFile>([
  ['/', { body: PAGE, contentType: 'text/html; charset=utf-8' }],
  ['/assets/page-1a2b.js', { body: Buffer.from(SCRIPT), contentType: 'text/javascript', immutable: true }],
]);

const startPages = () => startNoteServer({}, { web: { files: () => FILES } });

/** Gets a path as it is on the wire, which `fetch` would decompress. */
async function get({ port }: NoteServer, path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }).end();
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

describe('a page', () => {
  test('is served with a policy that lets nothing in from elsewhere', async () => {
    await using server = await startPages();
    const { status, headers, body } = await get(server, '/?q=text');
    expect(status).toBe(200);
    expect(body.toString()).toBe(PAGE);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  test('is asked for each time, and not sent again as long as it is the same', async () => {
    await using server = await startPages();
    const { headers } = await get(server, '/');
    expect(headers['cache-control']).toBe('no-cache');
    const again = await get(server, '/', { 'if-none-match': `"other", ${headers.etag}` });
    expect(again).toMatchObject({ status: 304, headers: { etag: headers.etag } });
    expect(again.body.length).toBe(0);
    expect(await get(server, '/', { 'if-none-match': '"other"' })).toMatchObject({ status: 200 });
  });

  test('has files that browsers keep, because their names change with them', async () => {
    await using server = await startPages();
    const { headers } = await get(server, '/assets/page-1a2b.js');
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript',
    });
  });

  test.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip;q=1.0, br;q=0', 'gzip', gunzipSync],
    ['br;q=0.0, deflate', undefined, (bytes: Buffer) => bytes],
    ['', undefined, (bytes: Buffer) => bytes],
  ] as const)('is compressed for a caller that takes %j', async (accepted, coding, unpack) => {
    await using server = await startPages();
    const { headers, body } = await get(server, '/assets/page-1a2b.js', { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(coding);
    expect(headers.vary).toBe('accept-encoding');
    expect(headers['content-length']).toBe(String(body.length));
    expect(unpack(body).toString()).toBe(SCRIPT);
    if (coding) expect(body.length).toBeLessThan(SCRIPT.length / 10);
  });

  test('has its headers alone for HEAD, and nothing for other methods', async () => {
    await using server = await startPages();
    const { status, headers, body } = await get(server, '/', {}, 'HEAD');
    expect({ status, length: headers['content-length'], size: body.length }).toEqual({
      status: 200,
      length: String(PAGE.length),
      size: 0,
    });
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect(await get(server, '/', {}, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
  });

  test('is at the root of a target that is a whole URL', async () => {
    await using server = await startPages();
    for (const target of ['http://localhost/', 'http://localhost', 'http://localhost?q=a']) {
      const { status, body } = await get(server, target);
      expect({ status, body: String(body) }).toEqual({ status: 200, body: PAGE });
    }
  });

  test.each([
    '/index.html',
    '/assets',
    '/assets/',
    '//',
    '/../etc/passwd',
    '/%2e%2e/etc/passwd',
    'http://localhost/none',
  ])('has nothing at %j', async (path) => {
    await using server = await startPages();
    expect(await get(server, path)).toMatchObject({ status: 404 });
  });

  test('that can not be loaded is an error in the log, until it can', async () => {
    let isThere = false;
    const files = async () => {
      if (!isThere) throw new Error('There is no such folder.');
      return FILES;
    };
    await using server = await startNoteServer({}, { web: { files } });
    const { status, body } = await get(server, '/');
    expect({ status, text: body.toString() }).toEqual({
      status: 500,
      text: 'The server failed. Its log has the cause.\n',
    });
    await server.log.line('There is no such folder.');
    expect((await server.call('Get', {})).status).toBe(200);
    isThere = true;
    expect(await get(server, '/')).toMatchObject({ status: 200 });
  });
});

describe('a load balancer', () => {
  test('sees a server that is alive, and ready until it shuts down', async () => {
    let end = () => {};
    const busy = new Promise<void>((resolve) => {
      end = resolve;
    });
    await using server = await startNoteServer({
      async get(note) {
        await busy;
        return note;
      },
    });
    expect(await get(server, '/healthz')).toMatchObject({ status: 200 });
    expect(await get(server, '/readyz')).toMatchObject({ status: 200 });
    expect(await get(server, '/readyz', {}, 'POST')).toMatchObject({ status: 405 });
    end();
  });
});
