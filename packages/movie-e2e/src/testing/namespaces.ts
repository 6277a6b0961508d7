import { spawnSync } from 'node:child_process';

/** What a container may have of its own: process numbers, a host name, mounts, a network. */
export type Namespace = 'pid' | 'uts' | 'mount' | 'net';

/** The kinds of namespaces that a process has of its own; it shares the others with the tests. */
export type Mix = readonly Namespace[];

const UNSHARE: Readonly<Record<Namespace, readonly string[]>> = {
  pid: ['--pid', '--fork', '--mount-proc'],
  uts: ['--uts'],
  mount: ['--mount'],
  net: ['--net'],
};

/** All kinds. */
export const ALL: Mix = ['pid', 'uts', 'mount', 'net'];

/** Every mix, from none to all. */
export const MIXES: readonly Mix[] = Array.from({ length: 2 ** ALL.length }, (_, bits) =>
  ALL.filter((_, index) => bits & (1 << index)),
);

/** Names the host where its name is its own, and mounts a folder at another place where the mounts are. */
const SET_UP = `
  host=$1 folder=$2 elsewhere=$3
  shift 3
  [ -z "$host" ] || hostname "$host" || exit
  [ -z "$elsewhere" ] || mount --bind "$folder" "$elsewhere" || exit
  exec "$@"`;

/** What to set up in new namespaces. */
interface Setup {
  /** The new name of the host; it needs `uts`. */
  readonly host?: string | undefined;
  /** A folder, and where it is as well; it needs `mount`. */
  readonly bind?: readonly [folder: string, elsewhere: string] | undefined;
}

/** The command, and its arguments, that runs a program in new namespaces of these kinds. */
export function unshared(mix: Mix, program: readonly string[], { host, bind }: Setup = {}): [string, ...string[]] {
  const setup = ['sh', '-c', SET_UP, 'sh', host ?? '', ...(bind ?? ['', ''])];
  return ['unshare', ...mix.flatMap((kind) => UNSHARE[kind]), ...setup, ...program];
}

/** Why this machine can't make namespaces; empty if it can. Only Linux has them, and only root may make all kinds. */
export function whyNoNamespaces(): string {
  const [command, ...args] = unshared(ALL, ['true'], { host: 'test', bind: ['/', '/'] });
  const { stderr, error, status } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? '' : (error?.message ?? stderr.trim());
}
