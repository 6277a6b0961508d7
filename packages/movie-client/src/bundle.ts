import { existsSync, statSync } from 'node:fs';

/** What a bundle is made of: a build or an installation that changes anything writes one of these files, relative to this module. */
export const MADE_OF = [
  '../tsconfig.tsbuildinfo',
  '../../grpc-proto/tsconfig.tsbuildinfo',
  '../../movie-files/tsconfig.tsbuildinfo',
  '../../movie-proto/tsconfig.tsbuildinfo',
  '../../../pnpm-lock.yaml',
];

/** How the folders of bundles begin, beside this module. */
export const BUNDLE = 'bundle-';

/**
 * The name of the folder for a bundle of the program as it is built now. Undefined outside the repository, where none is
 * made.
 */
export function bundleName(): string | undefined {
  const times: number[] = [];
  for (const file of MADE_OF) {
    const stats = statSync(new URL(file, import.meta.url), { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    times.push(stats.mtimeMs);
  }
  return `${BUNDLE}${times.join('-')}`;
}

/** The module that has `runProgram` in a bundle of the program as it is built now, if one was made. */
export function currentBundle(): string | undefined {
  const name = bundleName();
  const module = name && new URL(`./${name}/run-program.js`, import.meta.url);
  return module && existsSync(module) ? module.href : undefined;
}
