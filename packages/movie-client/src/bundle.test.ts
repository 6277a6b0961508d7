import { copyFileSync, mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { TemporaryFolder } from 'test-kit';
import { MADE_OF } from './bundle.js';

const DIST = 'packages/movie-client/dist';

let copy: TemporaryFolder;
let bundle: typeof import('./bundle.js');

beforeEach(async () => {
  copy = new TemporaryFolder();
  mkdirSync(copy.file(DIST), { recursive: true });
  copyFileSync(fileURLToPath(new URL('./bundle.js', import.meta.url)), copy.file(`${DIST}/bundle.js`));
  copy.write('package.json', '{"type": "module"}');
  for (const file of MADE_OF) {
    mkdirSync(dirname(copy.file(`${DIST}/${file}`)), { recursive: true });
    copy.write(`${DIST}/${file}`, '');
  }
  bundle = await import(pathToFileURL(copy.file(`${DIST}/bundle.js`)).href);
});

afterEach(() => copy[Symbol.dispose]());

test('a bundle is made of all packages of this repository that the program depends on', () => {
  const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'),
  );
  const ours = Object.entries(manifest.dependencies).filter(([, version]) => version.startsWith('workspace:'));
  expect([...MADE_OF].sort()).toEqual(
    ['../tsconfig.tsbuildinfo', '../../../pnpm-lock.yaml']
      .concat(ours.map(([name]) => `../../${name}/tsconfig.tsbuildinfo`))
      .sort(),
  );
});

test.each(MADE_OF)('a bundle is used until %s is written again', (file) => {
  expect(bundle.currentBundle()).toBeUndefined();
  const folder = `${DIST}/${bundle.bundleName()}`;
  mkdirSync(copy.file(folder));
  const made = copy.write(`${folder}/run-program.js`, '');
  expect(bundle.currentBundle()).toBe(pathToFileURL(made).href);
  utimesSync(copy.file(`${DIST}/${file}`), new Date(), new Date(1_000));
  expect(bundle.currentBundle()).toBeUndefined();
});

test('there is no bundle of a program that is not in the repository', () => {
  rmSync(copy.file('pnpm-lock.yaml'));
  expect([bundle.bundleName(), bundle.currentBundle()]).toEqual([undefined, undefined]);
});
