import { spawnSync } from 'node:child_process';
import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@jest/globals';
import { TemporaryFolder } from 'test-kit';

/** Something mounted at a path; only root can do so. */
class Mount implements Disposable {
  readonly #path: string;
  /** What kept it from being mounted; empty if nothing did. */
  readonly problem: string;

  constructor(path: string, args: readonly string[]) {
    this.#path = path;
    const { stderr, error } = spawnSync('mount', [...args, path]);
    this.problem = error?.message ?? String(stderr).trim();
  }

  /** Changes its options: `ro`, `rw`. */
  remount(options: string): void {
    spawnSync('mount', ['-o', `remount,${options}`, this.#path]);
  }

  [Symbol.dispose](): void {
    spawnSync('umount', [this.#path]);
  }
}

/** A disk of 64 KiB, or what else is said, in the place of a folder. */
export class SmallDisk extends Mount {
  readonly #folder: string;

  /** @param uid the user that may write there; root by default */
  constructor(folder: string, { size = '64k', uid = 0 }: { readonly size?: string; readonly uid?: number } = {}) {
    super(folder, ['-t', 'tmpfs', '-o', `size=${size},uid=${uid}`, 'tmpfs']);
    this.#folder = folder;
  }

  /** Fills it up; gives the path of the file that does. */
  fill(): string {
    const path = join(this.#folder, 'filler');
    const { bfree, bsize } = statfsSync(this.#folder);
    writeFileSync(path, Buffer.alloc(bfree * bsize));
    return path;
  }
}

/** A file that is mounted in the place of another, as containers mount single files. */
export class MountedFile extends Mount {
  constructor(from: string, path: string) {
    super(path, ['--bind', from]);
  }
}

const problem = whyNoMounts();

/** For the name of a test: why it is skipped; empty if it isn't. */
export const noMounts = problem === '' ? '' : ` (skipped: nothing can be mounted: ${problem})`;

/** Registers a test that mounts something. */
export const testWithMounts: (name: string, fn: () => Promise<void>) => void = problem === '' ? test : test.skip;

function whyNoMounts(): string {
  using folder = new TemporaryFolder();
  using disk = new SmallDisk(folder.path);
  return disk.problem;
}
