import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Identifies the running kernel, which containers share. Where the system doesn't say, it is the host's name. */
export const THIS_KERNEL = bootId() ?? hostname();

function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Only Linux has it.
    return undefined;
  }
}
