import { expect, test } from '@jest/globals';
import { RequestStream } from './request-stream.js';

test('a caller that has left has not sent its last message, though the end of its stream is reported as well', async () => {
  const requests = new RequestStream(() => {});
  requests.cancel();
  requests.end();
  await expect(requests.next()).rejects.toMatchObject({ reason: 'CALLER_LEFT' });
});
