import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { EventLog } from 'test-kit';
import { beginCall, beginStream, readEnvelopes } from '../testing/http-call.js';
import { Notes } from '../testing/note-service.js';
import { type NoteServer, startNoteServer } from '../testing/start-note-server.js';

const { get, download } = Notes;
const FOREVER = 60_000;

/** A server whose `get` answers when the test lets it. */
async function startWaiting(): Promise<NoteServer & { readonly happened: EventLog<string> }> {
  const happened = new EventLog<string>();
  const server = await startNoteServer({
    async get(note) {
      happened.add('begun');
      await happened.first((event) => event === 'go on');
      return note;
    },
  });
  return Object.assign(server, { happened });
}

describe('close', () => {
  test('closes connections that wait for their next call', async () => {
    await using server = await startNoteServer();
    const agent = new Agent({ keepAlive: true });
    const call = beginCall(server.port, get.path, {}, { agent });
    call.request.end('{}');
    const response = await call.response;
    await buffer(response);
    await server.close(FOREVER);
    agent.destroy();
  });

  test('lets a call in progress finish, and then closes its connection', async () => {
    await using server = await startWaiting();
    using call = beginCall(server.port, get.path);
    call.request.end('{"text":"a"}');
    await server.happened.first((event) => event === 'begun');
    const closed = server.close(FOREVER);
    server.happened.add('go on');
    expect(JSON.parse(String(await buffer(await call.response)))).toEqual({ text: 'a' });
    await closed;
  });

  test('ends long streams with the reason', async () => {
    const handlers = {
      async *download(note: { readonly text: string }, { signal }: { readonly signal: AbortSignal }) {
        yield note;
        await once(signal, 'abort');
      },
    };
    await using server = await startNoteServer(handlers, { longLived: ['download'] });
    using call = beginStream(server.port, download.path, {});
    const response = await call.response;
    const closed = server.close(FOREVER);
    const { end } = readEnvelopes(await buffer(response));
    expect(end).toMatchObject({ error: { code: 'unavailable', message: 'The server is shutting down.' } });
    await closed;
  });

  test('refuses calls that come on a connection that is still open, and says that it is not ready', async () => {
    await using server = await startWaiting();
    const socket = connectTcp(server.port, '127.0.0.1').setEncoding('utf8');
    const received = new EventLog<string>();
    socket.on('data', (text: string) => received.add(text));
    const ask = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const question = `${get.path}?encoding=json&message={}`;
    ask(question);
    await server.happened.first((event) => event === 'begun');
    const closed = server.close(FOREVER);
    ask(question);
    ask('/readyz');
    ask('/healthz');
    await server.log.line('/Get UNAVAILABLE');
    server.happened.add('go on');
    await closed;
    const answers = received.events.join('').match(/HTTP\/1.1 \d+/g);
    expect(answers).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503', 'HTTP/1.1 503', 'HTTP/1.1 200']);
  });

  test('cuts off what is left when the time is over', async () => {
    await using server = await startWaiting();
    using call = beginCall(server.port, get.path);
    call.request.end('{}');
    await server.happened.first((event) => event === 'begun');
    await server.close(50);
    await expect(call.response).rejects.toThrow();
    expect(await server.log.line('cut off')).toMatchObject({ calls: 1 });
  });

  test('does not wait for a connection that has not begun, or not ended, a request', async () => {
    await using server = await startNoteServer();
    const sockets = ['', 'GET / HT', `POST ${get.path} HTTP/1.1\r\nHost: localhost\r\n`].map((text) => {
      const socket = connectTcp(server.port, '127.0.0.1').on('error', () => {});
      socket.write(text);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await (await server.call('Get', {})).text();
    const closed = sockets.map((socket) => once(socket.resume(), 'close'));
    await server.close(FOREVER);
    await Promise.all(closed);
  });
});
