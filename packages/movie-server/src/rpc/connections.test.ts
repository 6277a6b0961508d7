import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { health } from 'movie-proto';
import { ask, connect } from '../testing/call.js';
import { cleanUp, later } from '../testing/clean-up.js';
import { startServer } from '../testing/start-server.js';

afterEach(cleanUp);

const isServing = (address: string) => ask(connect(address), health.HealthService.check, { service: '' });

describe('--host', () => {
  test('localhost is listened to at its addresses, all on one port', async () => {
    const { port } = await startServer({ host: 'localhost' });
    await isServing(`localhost:${port}`);
    await isServing(`127.0.0.1:${port}`);
  });

  test('a name without an address says so', async () => {
    await expect(startServer({ host: 'nothing.invalid' })).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });

  test("an address that is not this machine's says so", async () => {
    await expect(startServer({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });
});

describe('--port', () => {
  test('is the one that is listened to', async () => {
    const probe = await startServer();
    await probe.close(0);
    const { port } = await startServer({ port: probe.port });
    expect(port).toBe(probe.port);
    await isServing(`127.0.0.1:${port}`);
  });

  test('that is taken says so', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    later(() => other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startServer({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });
});
