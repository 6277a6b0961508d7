import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { RestartableServer } from './restartable-server.js';
import type { Disturbance } from './servers-run.js';

const ASK_MS = 20;

/** Kills a worker of a server at random, and waits until there are as many as before. Needs Linux. */
export function killWorker(server: RestartableServer, workers: number): Disturbance {
  return async (random) => {
    const pids = childrenOf(server.pid);
    const pid = pids[random(pids.length)];
    if (pid === undefined) throw new Error('The server has no workers.');
    process.kill(pid, 'SIGKILL');
    while (childrenOf(server.pid).filter((child) => child !== pid).length < workers) await setTimeout(ASK_MS);
  };
}

function childrenOf(pid: number | undefined): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}
