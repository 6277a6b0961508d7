import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { repository } from './testing/repository.js';

/** What each package may import of the others: in what it ships, and in its tests. */
const ARROWS: Readonly<Record<string, { readonly ships: readonly string[]; readonly tests: readonly string[] }>> = {
  'dev-tools': { ships: [], tests: [] },
  'movie-proto': { ships: [], tests: [] },
  'grpc-proto': { ships: [], tests: [] },
  'test-kit': { ships: ['grpc-proto'], tests: [] },
  'grpc-host': { ships: ['grpc-proto'], tests: ['test-kit'] },
  'movie-catalog': { ships: ['movie-files'], tests: ['test-kit'] },
  'movie-server': {
    ships: ['grpc-host', 'movie-catalog', 'movie-proto', 'movie-web'],
    tests: ['grpc-proto', 'test-kit'],
  },
  'movie-files': { ships: [], tests: ['movie-proto'] },
  'movie-client': { ships: ['grpc-proto', 'movie-files', 'movie-proto'], tests: ['test-kit'] },
  'movie-web': { ships: ['grpc-proto', 'movie-files', 'movie-proto'], tests: [] },
  'movie-bench': { ships: ['movie-proto', 'movie-server', 'test-kit'], tests: [] },
  'movie-e2e': {
    ships: [],
    tests: ['grpc-proto', 'movie-catalog', 'movie-client', 'movie-proto', 'movie-server', 'test-kit'],
  },
};
const NAMES = Object.keys(ARROWS);

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function read(name: string, file: string): string {
  return readFileSync(join(repository, 'packages', name, file), 'utf8');
}

function ours(dependencies: Manifest['dependencies'] = {}): string[] {
  return Object.keys(dependencies)
    .filter((name) => NAMES.includes(name))
    .sort();
}

/** The packages that the TypeScript files import whose path passes the test. */
function imported(name: string, passes: (path: string) => boolean): string[] {
  const source = join(repository, 'packages', name, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));
  const texts = files.filter(passes).map((path) => readFileSync(join(source, path), 'utf8'));
  const specifiers = texts.flatMap((text) => [...text.matchAll(/^(?:import|export|\}) .*from '([^.'][^/']*)/gm)]);
  const names = new Set(specifiers.map(([, specifier = '']) => specifier));
  return NAMES.filter((candidate) => names.has(candidate) && candidate !== name).sort();
}

const isTest = (path: string) => /(\.(long-)?test\.ts$|(^|[\\/])testing[\\/])/.test(path);

test('every package has its arrows here', () => {
  expect(readdirSync(join(repository, 'packages')).sort()).toEqual([...NAMES].sort());
});

describe.each(Object.entries(ARROWS))('%s', (name, { ships, tests }) => {
  test('has just these dependencies', () => {
    const { dependencies, devDependencies }: Manifest = JSON.parse(read(name, 'package.json'));
    expect(ours(dependencies)).toEqual([...ships].sort());
    expect(ours(devDependencies)).toEqual([...tests].sort());
  });

  test('has a TypeScript reference for each of them', () => {
    const references = [...read(name, 'tsconfig.json').matchAll(/"path": "\.\.\/([^"]+)"/g)];
    expect(references.map(([, path]) => path).sort()).toEqual([...ships, ...tests].sort());
  });

  test('imports only what it may', () => {
    expect(ships).toEqual(expect.arrayContaining(imported(name, (path) => name !== 'movie-e2e' && !isTest(path))));
    expect([...ships, ...tests]).toEqual(expect.arrayContaining(imported(name, () => true)));
  });
});

test.each([
  ['movie-server', 'movie-client'],
  ['movie-client', 'movie-server'],
  ['movie-client', 'grpc-host'],
  ['movie-client', 'movie-catalog'],
])('a build of %s alone compiles no %s', (from, other) => {
  const reached = new Set([from]);
  // A set that grows while it is walked is walked to its end.
  for (const name of reached)
    for (const next of [...(ARROWS[name]?.ships ?? []), ...(ARROWS[name]?.tests ?? [])]) reached.add(next);
  expect([...reached]).not.toContain(other);
});
