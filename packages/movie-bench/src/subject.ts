import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** /proc counts CPU time in ticks; there are 100 in a second on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A server in its own process. */
export interface Subject {
  readonly name: string;
  readonly port: number;
  /** The time from its start until it listened, in milliseconds. */
  readonly startMs: number;
  /** The CPU time that it and its workers have used, in microseconds. The operating system counts it in steps of 10 ms. */
  cpu(): number;
  /** The memory it uses now, in bytes. */
  memory(): number;
  stop(): Promise<void>;
}

/** How to start a subject. */
export interface SubjectSpec {
  readonly name: string;
  /** @param port a free port to listen on */
  command(port: number): readonly string[];
}

/**
 * Starts a subject and waits until it listens. Its output goes to a file, as a server's log does.
 *
 * @param folder where that file goes
 */
export async function startSubject({ name, command }: SubjectSpec, folder: string): Promise<Subject> {
  const port = await freePort();
  const [program = '', ...args] = command(port);
  const output = join(folder, `${name.replaceAll(/\W+/g, '-')}-${port}.log`);
  const file = openSync(output, 'w');
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', file, file] });
  closeSync(file);
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${readFileSync(output, 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const startMs = performance.now() - startedAt;
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start.`);
  return {
    name,
    port,
    startMs,
    cpu: () => [pid, ...childrenOf(pid)].reduce((sum, process) => sum + cpuOf(process), 0),
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024,
    stop: () => stop(child),
  };
}

/** Asked of the port instead of the log, which may not have a line for it. */
async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

function cpuOf(pid: number): number {
  // The name, in parentheses, may contain spaces; the fields after it don't.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}
