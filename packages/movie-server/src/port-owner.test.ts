import { expect, test } from '@jest/globals';
import { RunningProcess } from 'test-kit';
import { portOwner } from './port-owner.js';

/** A program that is no server of movies: it listens on a port of several hosts. */
const PROGRAM = `
  const { createServer } = require('node:net');
  const listen = (port, [host, ...others]) => {
    const server = createServer().listen(port, host, () => {
      if (others.length > 0) listen(server.address().port, others);
      else console.log('listening on ' + server.address().port);
    });
  };
  const [port, ...hosts] = process.argv.slice(1);
  listen(Number(port), hosts);
`;

async function listenElsewhere(port: number, ...hosts: string[]) {
  const program = new RunningProcess(process.execPath, ['-e', PROGRAM, `${port}`, ...hosts]);
  const [, chosen] = await program.printed(/listening on (\d+)/);
  return { program, port: Number(chosen), [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

const isTold = process.platform === 'linux';
const testOwner = isTold ? test : test.skip;
const skipped = isTold ? '' : ' (skipped: needs the /proc of Linux)';

testOwner.each([[['127.0.0.1']], [['0.0.0.0']], [['127.0.0.1', '127.0.0.2']]])(
  `the owner of a port is the process that listens at %j${skipped}`,
  async (hosts) => {
    await using other = await listenElsewhere(0, ...hosts);
    expect(portOwner(other.port)).toBe(`process ${other.program.pid} (node)`);
    await other.program.kill();
    expect(portOwner(other.port)).toBeUndefined();
  },
);

testOwner(`a port of two processes has no owner${skipped}`, async () => {
  await using one = await listenElsewhere(0, '127.0.0.1');
  await using _other = await listenElsewhere(one.port, '127.0.0.2');
  expect(portOwner(one.port)).toBeUndefined();
});
