import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { run, runBuf, TemporaryFolder } from 'test-kit';
import { ExamplePackage } from './testing/example-package.js';
import { repository } from './testing/repository.js';
import { type ServerProcess, startServer } from './testing/server-process.js';

const page = readFileSync(join(repository, 'docs/web.md'), 'utf8').replaceAll('\r\n', '\n');
const { resolve } = createRequire(import.meta.url);
/** `buf` for the examples that call it so. */
const BUF = `buf() { '${process.execPath}' '${resolve('@bufbuild/buf/bin/buf')}' "$@"; }\n`;
const OLD_CURL = /^curl ([0-6]\.|7\.([0-7]\d|8[0-2])\.)/;

let folder: TemporaryFolder;
/** The servers by the ports that the page gives them. */
const servers = new Map<string, ServerProcess>();

beforeAll(async () => {
  folder = new TemporaryFolder();
  await start('3001');
});

afterAll(async () => {
  for (const server of servers.values()) await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** Starts a server with the movies that the one before it has now. */
async function start(port: string, args: readonly string[] = []): Promise<void> {
  const source = servers.size === 0 ? join(repository, 'databases/movies.json') : folder.file('3001.json');
  const database = folder.file(`${port}.json`);
  copyFileSync(source, database);
  servers.set(port, await startServer([...args, '--database', database], { cwd: folder.path }));
}

/** The blocks of the page in which something is typed. */
function* typedBlocks(): Generator<{ readonly kind: string | undefined; readonly text: string }> {
  for (const [, kind, text = ''] of page.matchAll(/^```(sh|console)\n(.*?)^```$/gms)) yield { kind, text };
}

/** Revisions as the page has them: their ends are other ones each time a server with a JSON file starts. */
function withKnownRevisions(text: string): string {
  return text.replaceAll(/("revision":"\d+)-[0-9a-f]{8}"/g, '$1-3f9c21ab"');
}

/** Where the servers of a text really are. */
function addressed(text: string): string {
  return text.replaceAll(/localhost:(\d+)/g, (address, port: string) => servers.get(port)?.address ?? address);
}

/** Why the commands can't be typed here; undefined if they can. */
function problemOfCurl(): string | undefined {
  const { status, stdout } = spawnSync('curl', ['--version'], { encoding: 'utf8' });
  if (status !== 0) return 'there is no curl';
  if (OLD_CURL.test(stdout)) return 'curl is older than 7.83';
  return process.platform === 'win32' ? 'Windows has no sh' : undefined;
}

const problem = problemOfCurl();
const curlTest = problem === undefined ? test : test.skip;

curlTest(`the commands of docs/web.md print what the page says${problem ? ` (skipped: ${problem})` : ''}`, async () => {
  folder.write('tokens', 'ann secret-of-ann\n');
  const env = { CATALOG: addressed('localhost:3001/movie.v1.MovieService') };
  let typed = 0;
  for (const { kind, text } of typedBlocks()) {
    if (kind === 'sh') {
      const [, port = '', args = ''] = /^pnpm start server --port (\d+) (.*)$/m.exec(text) ?? [];
      await start(port, args.split(' '));
      continue;
    }
    for (const example of text.split(/^\$ /m).slice(1)) {
      const [command = '', ...output] = example.split('\n');
      const { stdout } = await run('sh', ['-c', BUF + addressed(command)], { cwd: repository, env });
      expect({ command, output: withKnownRevisions(stdout).trimEnd() }).toEqual({
        command,
        output: output.join('\n').trimEnd(),
      });
      typed += 1;
    }
  }
  expect(typed).toBe(17);
});

test('the program of docs/web.md compiles, and runs by Connect and by gRPC-Web', async () => {
  const own = (name: string) => [name, `packages/movie-e2e/node_modules/${name}`];
  const packages = ['@bufbuild/protobuf', '@connectrpc/connect', '@connectrpc/connect-web'].map(own);
  const programs = { example: addressed(block('ts')) };
  using example = new ExamplePackage(programs, Object.fromEntries(packages), ['dom', 'dom.iterable']);
  const directory = join(repository, 'packages/movie-proto/proto');
  const template = block('yaml').replace(/directory: .*/, `directory: ${directory}`);
  example.write('buf.gen.yaml', template.replace('src/gen', 'gen'));
  const bin = dirname(resolve('@bufbuild/protoc-gen-es/bin/protoc-gen-es'));
  const env = { PATH: `${bin}${delimiter}${process.env['PATH']}` };
  expect(await runBuf(['generate'], { cwd: example.path, env })).toMatchObject({ code: 0 });
  expect(await example.compile()).toEqual({ code: 0, stdout: '', stderr: '' });

  const stdout = 'The Martian 8.2\nNotFound No movie has the id "nobody".\ncheckpoint\n';
  expect(await example.run('example')).toEqual({ code: 0, stdout, stderr: '' });
  const compiled = readFileSync(example.file('dist/example.js'), 'utf8');
  example.write('dist/example.js', compiled.replaceAll('createConnectTransport', 'createGrpcWebTransport'));
  expect(await example.run('example')).toEqual({ code: 0, stdout, stderr: '' });
});

/** The only block of the page in a language. */
function block(language: string): string {
  const [, text = ''] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(page) ?? [];
  return text;
}
