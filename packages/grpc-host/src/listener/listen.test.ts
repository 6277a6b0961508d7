import { createHook } from 'node:async_hooks';
import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { ask, connect } from 'test-kit';
import { startTextServer } from '../testing/start-text-server.js';

async function expectServing(address: string): Promise<void> {
  using client = connect(address);
  await ask(client, health.HealthService.check, { service: '' });
}

describe('host', () => {
  test('localhost is listened to at its addresses, all on one port', async () => {
    await using server = await startTextServer({}, { host: 'localhost' });
    await expectServing(`localhost:${server.port}`);
    await expectServing(`127.0.0.1:${server.port}`);
  });

  test.each(['::1', '[::1]'])('%s is written with brackets, as clients take it', async (host) => {
    await using server = await startTextServer({}, { host });
    expect(server.address).toBe(`[::1]:${server.port}`);
    await ask(server.client, health.HealthService.check, { service: '' });
    expect(await server.log.line('Health/Check OK')).toMatchObject({ peer: expect.stringMatching(/^\[::1\]:\d+$/) });
  });

  test(':: answers on the addresses of IPv4, too, and calls them so', async () => {
    await using server = await startTextServer({}, { host: '::' });
    await expectServing(`127.0.0.1:${server.port}`);
    await expectServing(`[::1]:${server.port}`);
    expect(await server.log.line('Health/Check OK')).toMatchObject({
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
  });

  test('that can not be listened at leaves no timer', async () => {
    const timers = new Set<number>();
    const init = (id: number, type: string) => type === 'Timeout' && timers.add(id);
    const hook = createHook({ init, destroy: (id) => timers.delete(id) }).enable();
    await expect(startTextServer({}, { host: '192.0.2.1' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
    await new Promise(setImmediate);
    hook.disable();
    expect(timers.size).toBe(0);
  });

  test('a name without an address says so', async () => {
    await expect(startTextServer({}, { host: 'nothing.invalid' })).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });

  test("an address that is not this machine's says so", async () => {
    await expect(startTextServer({}, { host: '192.0.2.1' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });
});

describe('port', () => {
  test('is the one that is listened to', async () => {
    await using probe = await startTextServer();
    await probe.close(0);
    await using server = await startTextServer({}, { port: probe.port });
    expect(server.port).toBe(probe.port);
    await expectServing(server.address);
  });

  test('that is taken says so', async () => {
    await using other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startTextServer({}, { port })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });
});
