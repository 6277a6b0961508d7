import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from 'test-kit';
import { ExamplePackage } from './testing/example-package.js';
import { repository } from './testing/repository.js';

/** Where each TypeScript example is compiled: the test, in its package's `src`. */
const TESTED: Readonly<Record<string, string>> = {
  'README.md': 'movie-e2e/client-docs.test.ts',
  'docs/add-an-rpc.md': 'movie-e2e/add-an-rpc.long-test.ts',
  'docs/client.md': 'movie-e2e/client-docs.test.ts',
  'docs/fr/tutoriel.md': 'movie-e2e/tutorial-french.test.ts',
  'docs/packages.md': 'movie-e2e/packages-elsewhere.long-test.ts',
  'docs/start-from-this.md': 'movie-e2e/new-service.long-test.ts',
  'docs/tutorial.md': 'movie-e2e/tutorial-walk.long-test.ts',
  'docs/web.md': 'movie-e2e/web-docs.long-test.ts',
  'packages/grpc-host/README.md': 'grpc-host/readme.long-test.ts',
  'packages/grpc-proto/README.md': 'movie-e2e/readme-examples.test.ts',
  'packages/movie-client/README.md': 'movie-e2e/client-docs.test.ts',
  'packages/movie-files/README.md': 'movie-e2e/readme-examples.test.ts',
  'packages/test-kit/README.md': 'movie-e2e/readme-examples.test.ts',
};

function read(page: string): string {
  return readFileSync(join(repository, page), 'utf8').replaceAll('\r\n', '\n');
}

function examplesOf(page: string): string[] {
  return [...read(page).matchAll(/^ *```ts\n(.*?)^ *```$/gms)].map(([, example = '']) => example);
}

/** A package whose programs are the examples of the README of one of ours, which it depends on. */
function examplePackage(name: string, examples: Readonly<Record<string, string>>): ExamplePackage {
  const dependencies = { [name]: `packages/${name}`, '@jest/globals': 'packages/movie-e2e/node_modules/@jest/globals' };
  return new ExamplePackage(examples, dependencies, ['esnext.disposable']);
}

const OK = { code: 0, stdout: '', stderr: '' };

test('every page with an example in TypeScript has a test that compiles it', () => {
  const pages = ['docs', 'packages'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.md') && !path.includes('/node_modules/')),
  );
  const withExamples = ['README.md', 'CONTRIBUTING.md', ...pages].filter((page) => examplesOf(page).length > 0);
  expect(withExamples.sort()).toEqual(Object.keys(TESTED).sort());
});

test.each(Object.entries(TESTED))('%s is read by %s', (page, file) => {
  const [name = '', ...rest] = file.split('/');
  const known = page.replace(`packages/${name}/`, '').replace('docs/', '');
  expect(read(`packages/${name}/src/${rest.join('/')}`)).toContain(known);
});

test.each(['packages/grpc-proto', 'packages/test-kit'])('the examples of %s/README.md compile', async (folder) => {
  const examples = examplesOf(`${folder}/README.md`).map((example, index) => [`example-${index}`, example]);
  using program = examplePackage(folder.replace('packages/', ''), Object.fromEntries(examples));
  expect(await program.compile()).toEqual(OK);
});

test('the example of packages/movie-files/README.md compiles, and prints what it says', async () => {
  const example = examplesOf('packages/movie-files/README.md').join();
  using program = examplePackage('movie-files', { example });
  expect(await program.compile()).toEqual(OK);
  program.write('movies.csv', 'title,rating,labels.shelf\nUp,8.3,B 2\nCoco,high,\n');
  const { stdout, ...rest } = await run(process.execPath, ['dist/example.js'], { cwd: program.path });
  const comments = [...example.matchAll(/\/\/ (.*)$/gm)].map(([, comment]) => comment);
  expect({ ...rest, lines: stdout.trim().split('\n').sort() }).toEqual({ code: 0, stderr: '', lines: comments.sort() });
});
