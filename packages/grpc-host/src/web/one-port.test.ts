import { platform } from 'node:os';
import { expect, test } from '@jest/globals';
import { ask, TemporaryFolder } from 'test-kit';
import { beginCall } from '../testing/http-call.js';
import { Notes } from '../testing/note-service.js';
import { startNoteServer } from '../testing/start-note-server.js';

test('one port in plain text serves gRPC over HTTP/2 and JSON over HTTP/1.1', async () => {
  await using server = await startNoteServer();
  const answer = await server.call('Get', { text: 'a' });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ text: 'a' });
  expect((await ask(server.client, Notes.get, { text: 'b' })).response).toEqual({ text: 'b' });
});

(platform() === 'win32' ? test.skip : test)('a Unix socket serves both, too', async () => {
  using folder = new TemporaryFolder();
  const socketPath = folder.file('socket');
  await using server = await startNoteServer({}, { host: `unix:${socketPath}` });
  using call = beginCall(0, Notes.get.path, {}, { socketPath, host: 'localhost' });
  call.request.end('{}');
  expect((await call.response).statusCode).toBe(200);
  expect(await server.log.line('/Get')).toMatchObject({ peer: 'unix:', protocol: 'connect' });
  expect((await ask(server.client, Notes.get, { text: 'b' })).response).toEqual({ text: 'b' });
});

test('a host without a web closes a connection of HTTP/1.1', async () => {
  await using server = await startNoteServer({}, { web: undefined });
  await expect(server.call('Get', {})).rejects.toThrow();
});

test('a field that the contract does not have is refused by its name', async () => {
  await using server = await startNoteServer();
  const answer = await server.call('Put', { tekst: 'a' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining('"tekst"') });
  expect(await server.log.line('/test.v1.Notes/Put')).toMatchObject({ code: 'INVALID_ARGUMENT', protocol: 'connect' });
});
