import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { type NoteServer, type NoteServerOptions, startNoteServer } from '../testing/start-note-server.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Makes a request as `fetch` wouldn't: with a `Host` and an `Origin` of the test's choice. */
function send(
  { port }: NoteServer,
  headers: Readonly<Record<string, string>>,
  { method = 'POST', path = '/test.v1.Notes/Put', body = '{"text":"a"}' } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, agent: false };
    const sent = request({ ...options, headers: { 'content-type': 'application/json', ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject).end(method === 'POST' ? body : undefined);
  });
}

/** Starts a server that counts its writes. */
async function startCounting(options: NoteServerOptions = {}) {
  let writes = 0;
  const put = (note: { readonly text: string }) => {
    writes += 1;
    return note;
  };
  return Object.assign(await startNoteServer({ put }, options), { writes: () => writes });
}

describe('the Host of a request', () => {
  test.each(['localhost', 'LOCALHOST:1', 'localhost.:80', '127.0.0.1:9', '127.9.9.9', '[::1]:80'])(
    'may be %s',
    async (host) => {
      await using server = await startNoteServer();
      expect(await send(server, { host })).toMatchObject({ status: 200 });
    },
  );

  test.each(['localhost:99999', 'a b', '[::1'])('may not be %j, which is none', async (host) => {
    await using server = await startCounting();
    expect(await send(server, { host })).toMatchObject({ status: 400, text: expect.stringContaining('host') });
    expect((await server.call('Put', {})).status).toBe(200);
    await server.log.line('/Put');
    expect(server.log.lines.events).toHaveLength(1);
  });

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', '10.1.2.3', 'a@localhost'])(
    'may not be %j, and the answer says which option allows it',
    async (host) => {
      await using server = await startCounting();
      const answer = await send(server, { host });
      expect(answer).toMatchObject({ status: 421, text: expect.stringContaining('--web-host') });
      expect(server.writes()).toBe(0);
    },
  );

  test.each([
    ['localhost', 'evil.example'],
    ['evil.example', 'localhost'],
  ])('may not be there twice with the name of a stranger: %s, %s', async (...hosts) => {
    await using server = await startNoteServer();
    const connection = connect(server.port, '127.0.0.1');
    connection.end(`GET /openapi.json HTTP/1.1\r\n${hosts.map((host) => `host: ${host}\r\n`).join('')}\r\n`);
    expect(await text(connection)).toMatch(/^HTTP\/1.1 421 .* "evil.example"/s);
  });

  test('may be a name that the options have', async () => {
    await using server = await startNoteServer({}, { web: { hosts: ['Movies.example', '::5'] } });
    expect(await send(server, { host: 'movies.example:443' })).toMatchObject({ status: 200 });
    expect(await send(server, { host: '[::5]' })).toMatchObject({ status: 200 });
    expect(await send(server, { host: 'other.example' })).toMatchObject({ status: 421 });
  });

  test('of a health check may be any', async () => {
    await using server = await startNoteServer();
    for (const path of ['/healthz', '/readyz']) {
      expect(await send(server, { host: '10.1.2.3:80' }, { method: 'GET', path })).toMatchObject({
        status: 200,
        text: 'ok\n',
      });
    }
  });
});

describe('a target that is a whole URL', () => {
  const PATH = '/test.v1.Notes/Put';

  test.each(['http://localhost', 'HTTP://127.0.0.1:9', 'https://[::1]:80'])(
    'is served as its path, by its own host: %s',
    async (base) => {
      await using server = await startCounting();
      const answer = await send(server, { host: 'evil.example' }, { path: base + PATH });
      expect(answer).toMatchObject({ status: 200 });
      expect(server.writes()).toBe(1);
    },
  );

  test('may have a query', async () => {
    await using server = await startNoteServer();
    const path = 'http://localhost/test.v1.Notes/Get?encoding=json&message={}';
    expect(await send(server, {}, { method: 'GET', path })).toMatchObject({ status: 200 });
  });

  test.each([
    ['http://evil.example', 421],
    ['http://user@localhost', 421],
    ['http://', 400],
  ])('is refused for its host, whatever the header says: %s', async (base, status) => {
    await using server = await startCounting();
    expect(await send(server, { host: 'localhost' }, { path: base + PATH })).toMatchObject({ status });
    expect(server.writes()).toBe(0);
  });
});

describe('the page of a stranger', () => {
  const ORIGIN = 'https://evil.example';

  test('starts no write, and the answer says which option allows it', async () => {
    await using server = await startCounting();
    const answer = await send(server, { origin: ORIGIN });
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('--web-origin') });
    for (const origin of ['null', 'http://localhost:1', 'http://127.0.0.1.evil.example']) {
      expect(await send(server, { origin })).toMatchObject({ status: 403 });
    }
    expect(server.writes()).toBe(0);
  });

  test('gets no leave to read, or to ask for more', async () => {
    await using server = await startNoteServer();
    const path = '/test.v1.Notes/Get?encoding=json&message={}';
    const read = await send(server, { origin: ORIGIN }, { method: 'GET', path });
    const preflight = await send(
      server,
      { origin: ORIGIN, 'access-control-request-method': 'POST' },
      { method: 'OPTIONS' },
    );
    for (const { headers } of [read, preflight]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  // What a page may send without asking first.
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
    'text/plain;application/json',
  ])('starts no write with the content type %j, also if a browser leaves the Origin out', async (type) => {
    await using server = await startCounting();
    expect(await send(server, { 'content-type': type })).toMatchObject({ status: 415 });
    expect(server.writes()).toBe(0);
  });

  test('starts no write by GET', async () => {
    await using server = await startCounting();
    const path = '/test.v1.Notes/Put?encoding=json&message={}';
    const answer = await send(server, {}, { method: 'GET', path });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(server.writes()).toBe(0);
  });
});

describe('a page of', () => {
  test('this server may write', async () => {
    await using server = await startNoteServer({}, { web: { hosts: ['movies.example'] } });
    const own = { host: `localhost:${server.port}`, origin: `http://localhost:${server.port}` };
    expect(await send(server, own)).toMatchObject({ status: 200 });
    // As a proxy that does TLS passes it on.
    const proxied = { host: 'movies.example', origin: 'https://movies.example' };
    expect(await send(server, proxied)).toMatchObject({ status: 200 });
    expect(await send(server, { ...proxied, host: 'movies.example:443' })).toMatchObject({ status: 200 });
  });

  test('an origin that the options have may ask, write and read the answer', async () => {
    const origin = 'https://friend.example';
    await using server = await startNoteServer({}, { web: { origins: [origin] } });
    const ask = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
    expect(await send(server, ask, { method: 'OPTIONS' })).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': expect.stringContaining('content-type'),
        vary: 'origin',
      },
    });
    expect(await send(server, { origin })).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-expose-headers': expect.stringContaining('grpc-status'),
        vary: 'origin',
      },
    });
    expect(await send(server, { origin: 'https://enemy.example' })).toMatchObject({ status: 403 });
  });
});

test('no answer is taken for another type than it says', async () => {
  await using server = await startNoteServer();
  const get = '/test.v1.Notes/Get';
  for (const path of [
    '/',
    '/healthz',
    '/openapi.json',
    `${get}?encoding=json&message={}`,
    '/test.v1.Notes/None',
    get,
  ]) {
    const { headers } = await send(server, {}, { method: 'GET', path });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
  }
  for (const headers of [
    {},
    { 'content-type': 'application/grpc-web+json' },
    { 'content-type': 'application/connect+json' },
    { 'content-type': 'text/plain' },
    { 'connect-timeout-ms': 'soon' },
    { host: 'evil.example' },
    { origin: 'https://evil.example' },
  ]) {
    for (const method of ['POST', 'PUT', 'OPTIONS']) {
      for (const path of ['/test.v1.Notes/Put', '/test.v1.Notes/Chat', '/test.v1.Notes/None', '/healthz']) {
        const answer = await send(server, headers, { method, path });
        expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
      }
    }
  }
});
