import { describe, expect, test } from '@jest/globals';
import { answerOf, connectHttp2, frame, openCall } from 'test-kit';
import { startTextServer } from './testing/start-text-server.js';
import { TextService } from './testing/text-service.js';

/** What arrives on a raw HTTP/2 stream for these messages; `pause` decides which of them share a write. */
async function sent(messages: readonly Uint8Array[], pause: (index: number) => Promise<void> | undefined) {
  await using server = await startTextServer({
    async *download() {
      for (const [index, message] of messages.entries()) {
        yield message;
        await pause(index);
      }
    },
  });
  using session = connectHttp2(server.port);
  const call = openCall(session, TextService.download.path);
  call.end(frame(Buffer.alloc(0)));
  const { body, grpcStatus } = await answerOf(call);
  expect(grpcStatus).toBe(0);
  return body;
}

const nextPass = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A message of so many bytes, each message with bytes of its own. */
function message(length: number, index: number): Buffer {
  return Buffer.alloc(length, (index % 250) + 1);
}

// Around the sizes at which something changes: nothing, one byte, a write, what may be unsent, one HTTP/2 frame.
const SIZES = [0, 1, 5, 16_384, 32_762, 32_763, 32_768, 65_535, 65_536, 200_000];

describe('the bytes on the wire are the frames of the messages, one after the other', () => {
  test.each(SIZES)('for one message of %p bytes', async (size) => {
    const only = message(size, 0);
    expect((await sent([only], () => undefined)).equals(frame(only))).toBe(true);
  });

  test('for messages of all sizes, of which some share a write', async () => {
    const messages = [...SIZES, ...SIZES.toReversed(), ...Array.from({ length: 1_000 }, (_, n) => n % 97)].map(message);
    const expected = Buffer.concat(messages.map((bytes) => frame(bytes)));
    // Writes of one message, of two, of three, and of as many as fit.
    for (const everyNth of [1, 2, 3, Number.POSITIVE_INFINITY]) {
      const body = await sent(messages, (index) => ((index + 1) % everyNth === 0 ? nextPass() : undefined));
      expect(body.equals(expected)).toBe(true);
    }
  });

  test('for messages that are parts of a larger buffer', async () => {
    const whole = Buffer.from('0123456789');
    const parts = [whole.subarray(2, 4), whole.subarray(0, 0), whole.subarray(7)];
    const expected = Buffer.concat(parts.map((bytes) => frame(bytes)));
    expect(await sent(parts, () => undefined)).toEqual(expected);
    expect(await sent(parts, nextPass)).toEqual(expected);
  });
});
