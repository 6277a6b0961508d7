import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunningProcess } from 'test-kit';

/** Listens, and stops before it accepts anything. */
const LISTEN_AND_STOP = `
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, 'port ' + server.address().port + '\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** An address whose system drops every attempt to connect, as a firewall does: its queue of connections is full. */
export async function startFullBacklog(): Promise<AsyncDisposable & { readonly address: string }> {
  const program = new RunningProcess(process.execPath, ['-e', LISTEN_AND_STOP]);
  const [, port] = await program.printed(/port (\d+)/);
  const sockets: Socket[] = [];
  do sockets.push(connect(Number(port), '127.0.0.1').on('error', () => {}));
  while (await connects(sockets.at(-1)));
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await program.kill('SIGKILL');
    },
  };
}

/** Loopback connects at once or not at all. */
async function connects(socket: Socket | undefined): Promise<boolean> {
  const late = sleep(200, false, { ref: false });
  return socket !== undefined && (await Promise.race([once(socket, 'connect').then(() => true), late]));
}
