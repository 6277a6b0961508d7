import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errnoOf } from './errno.js';

/** Identifies a process among all others, also a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Identifies the boot of the host; empty if the system doesn't say. */
  readonly boot: string;
  /** When the process was started, in the system's own units; empty if the system doesn't say. */
  readonly started: string;
}

/** The identity of this process. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), boot: bootId(), started: statusOf(process.pid)?.started ?? '' };
}

/** Whether a process still runs. One on another host can't be looked at, and counts as running. */
export function isRunning({ pid, host, boot, started }: ProcessIdentity): boolean {
  if (host !== hostname()) return true;
  if (boot !== bootId() || !takesSignals(pid)) return false;
  const status = statusOf(pid);
  return status === undefined || (status.started === started && !status.ended);
}

function bootId(): string {
  return readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

function takesSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    return errnoOf(error) !== 'ESRCH';
  }
}

function statusOf(pid: number): { started: string; ended: boolean } | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, which may itself have spaces and brackets.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  const started = fields?.[19];
  if (state === undefined || started === undefined) return undefined;
  // Z and X: it has ended, but its parent has not collected it.
  return { started, ended: state === 'Z' || state === 'X' };
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Only Linux has these files.
    return undefined;
  }
}
