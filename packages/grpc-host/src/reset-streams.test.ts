import { once } from 'node:events';
import { constants } from 'node:http2';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { dataFrame, EventLog, frame, HTTP2_PREFACE, headersFrame, resetFrame, settingsFrame } from 'test-kit';
import { startTextServer } from './testing/start-text-server.js';
import { TextService } from './testing/text-service.js';

// Proxies reset streams without an error. Clients of Node do only once their requests are read and their answers taken.
const CODES = [constants.NGHTTP2_CANCEL, constants.NGHTTP2_NO_ERROR];

/** A connection that has begun a call. @param window how many bytes of the answer it takes */
function begin(port: number, path: string, requests: Buffer, headers: Record<string, string> = {}, window?: number) {
  const socket = connect(port, '127.0.0.1');
  const target = { ':method': 'POST', ':scheme': 'http', ':path': path, ':authority': 'localhost' };
  const all = { ...target, te: 'trailers', 'content-type': 'application/grpc', ...headers };
  socket.write(Buffer.concat([HTTP2_PREFACE, settingsFrame(window), headersFrame(all), dataFrame(requests)]));
  return Object.assign(socket, { [Symbol.dispose]: () => void socket.destroy() });
}

test.each(CODES)(
  'a caller that resets its stream with %p ends handlers that have not read all requests',
  async (code) => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async *chat(requests, { signal }) {
        const { value: text } = await requests[Symbol.asyncIterator]().next();
        happened.add(`${text} begun`);
        try {
          if (text === 'wait') await once(signal, 'abort');
          else for (;;) yield 'x'.repeat(20_000);
        } finally {
          happened.add(`${text} ended`);
        }
      },
    });
    for (const text of ['wait', 'write']) {
      const requests = Buffer.concat([frame(Buffer.from(text)), frame(Buffer.from('unread'))]);
      using socket = begin(server.port, TextService.chat.path, requests);
      await happened.first((event) => event === `${text} begun`);
      socket.write(resetFrame(code));
      await happened.first((event) => event === `${text} ended`);
    }
  },
);

test.each(CODES)(
  'an answer that is not taken keeps no stream past its deadline, if it is reset with %p',
  async (code) => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async upload(requests) {
        const { value: text } = await requests[Symbol.asyncIterator]().next();
        happened.add('answered');
        return text.repeat(100_000);
      },
    });
    const { path } = TextService.upload;
    using socket = begin(server.port, path, frame(Buffer.from('x')), { 'grpc-timeout': '100m' }, 0);
    await happened.first(() => true);
    // The headers of the answer are there, and its message waits.
    await once(socket, 'data');
    socket.write(resetFrame(code));
    // It would wait for the stream.
    await server.close(600_000);
    expect(await server.log.line(path)).toMatchObject({ code: 'OK' });
  },
);
