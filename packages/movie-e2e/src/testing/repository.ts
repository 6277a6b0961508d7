import { fileURLToPath } from 'node:url';

/** The root of the repository, where the README's commands are typed. */
export const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** The pnpm that runs these tests, or one that npx brings; as a command and its first arguments. */
export const pnpm: readonly [string, ...string[]] = /pnpm/.test(process.env['npm_execpath'] ?? '')
  ? ['pnpm']
  : ['npx', '-y', 'pnpm@12'];
