import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { EventLog } from './event-log.js';
import { FaultyLink } from './faulty-link.js';

let received: EventLog<string>;
let server: Server;
let link: FaultyLink;

/** Answers each chunk with itself. */
beforeEach(async () => {
  received = new EventLog();
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      received.add(`${bytes}`);
      socket.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  link = await FaultyLink.to('127.0.0.1', typeof address === 'object' && address ? address.port : 0);
});

afterEach(async () => {
  await link[Symbol.asyncDispose]();
  server.close();
});

async function open(): Promise<{ socket: Socket; answers: EventLog<string>; closed: Promise<unknown> }> {
  const answers = new EventLog<string>();
  const socket = connect(link.port, '127.0.0.1');
  socket.on('error', () => {}).on('data', (bytes) => answers.add(`${bytes}`));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  return { socket, answers, closed };
}

/** Waits until a new connection has been refused. */
async function refusal(): Promise<void> {
  const socket = connect(link.port, '127.0.0.1').on('error', () => {});
  await new Promise((resolve) => socket.once('close', resolve));
}

test('forwards both ways', async () => {
  const { socket, answers } = await open();
  socket.write('hello');
  await answers.first((text) => text === 'hello');
});

test('a stalled link holds everything back and keeps the connection', async () => {
  const [before, other] = [await open(), await open()];
  await link.connected(2);
  link.stall();
  before.socket.write('late');
  const during = await open();
  during.socket.write('later');
  link.refuse();
  await refusal();
  expect(received.events).toEqual([]);
  link.resume();
  await before.answers.first((text) => text === 'late');
  await during.answers.first((text) => text === 'later');
  expect(other.socket.destroyed).toBe(false);
});

test('a cut ends every connection, and new ones come through', async () => {
  const { closed } = await open();
  await link.connected();
  link.cut();
  await closed;
  const { socket, answers } = await open();
  socket.write('again');
  await answers.first((text) => text === 'again');
});

test('a refusing link keeps the open connection and takes none', async () => {
  const { socket, answers } = await open();
  await link.connected();
  link.refuse();
  await refusal();
  socket.write('still');
  await answers.first((text) => text === 'still');
  link.accept();
  const next = await open();
  next.socket.write('next');
  await next.answers.first((text) => text === 'next');
});

test('cuts before the request arrives', async () => {
  const { socket, answers, closed } = await open();
  const cut = link.cutAt('COMMIT', 'request');
  socket.write('BEGIN');
  await answers.first((text) => text === 'BEGIN');
  socket.write('COMMIT');
  await Promise.all([cut, closed]);
  expect(received.events).toEqual(['BEGIN']);
});

test('cuts between the request and its answer', async () => {
  const { socket, answers, closed } = await open();
  const cut = link.cutAt(/commit/i, 'answer');
  socket.write('COMMIT');
  await Promise.all([cut, closed]);
  expect(received.events).toEqual(['COMMIT']);
  expect(answers.events).toEqual([]);
  const next = await open();
  next.socket.write('COMMIT');
  await next.answers.first((text) => text === 'COMMIT');
});
