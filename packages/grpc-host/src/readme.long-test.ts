import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { type Ending, RunningProcess, run, runBuf, TemporaryFolder } from 'test-kit';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** What the package outside depends on, and where it is here. */
const DEPENDENCIES = {
  'grpc-host': path('..'),
  '@bufbuild/protobuf': path('../node_modules/@bufbuild/protobuf'),
  '@grpc/grpc-js': path('../node_modules/@grpc/grpc-js'),
  '@types/node': path('../../../node_modules/@types/node'),
  'ts-proto': path('../../../node_modules/ts-proto'),
};
const TSC = path('../../../node_modules/typescript/bin/tsc');

// What the README says, and no more.
const COMPILER_OPTIONS = { module: 'nodenext', types: ['node'], rootDir: 'src', outDir: 'dist' };

/** The code blocks of the README in a language. */
function codeBlocks(language: string): string[] {
  const readme = readFileSync(path('../README.md'), 'utf8');
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);
}

/** Makes the package that the README describes, and beside its server the same one with the guard. */
function writePackage(folder: string): void {
  const [template = ''] = codeBlocks('yaml');
  const [contract = ''] = codeBlocks('proto');
  const [server = '', guard = ''] = codeBlocks('ts');
  const guarded = server.replace('services: [greeter],', 'services: [greeter], guard,');
  const files = {
    'package.json': JSON.stringify({ name: 'greeter', type: 'module' }),
    'tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['src'] }),
    'buf.gen.yaml': template,
    'proto/greeter.proto': contract,
    'src/server.ts': server,
    'src/guard.ts': guard,
    'src/guarded-server.ts': `import { guard } from './guard.js';\n${guarded}`,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const [name, target] of Object.entries(DEPENDENCIES)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link, 'junction');
  }
}

async function succeed(step: Promise<Ending>): Promise<void> {
  expect(await step).toEqual({ code: 0, stdout: '', stderr: '' });
}

function start(folder: TemporaryFolder, program: string): RunningProcess {
  return new RunningProcess(process.execPath, [program], { cwd: folder.path, env: { PORT: '0' } });
}

/** Calls a method from outside; what its messages look like, buf learns by reflection. */
async function curl(server: RunningProcess, method: string, request: object, ...options: string[]): Promise<Ending> {
  const [, address] = await server.printed(/^Listening on (localhost:\d+)$/m);
  const data = ['--data', JSON.stringify(request), ...options];
  return await runBuf([
    'curl',
    '--protocol',
    'grpc',
    '--http2-prior-knowledge',
    ...data,
    `http://${address}/${method}`,
  ]);
}

const GREET = 'greeter.v1.Greeter/Greet';
const HEALTH = 'grpc.health.v1.Health/Check';

test('the examples of the README work as a package outside of this repository', async () => {
  using folder = new TemporaryFolder();
  const cwd = folder.path;
  writePackage(cwd);
  await succeed(runBuf(['generate'], { cwd }));
  await succeed(runBuf(['build', 'proto', '-o', 'descriptors.binpb'], { cwd }));
  await succeed(run(process.execPath, [TSC], { cwd }));

  await using server = start(folder, 'dist/server.js');
  const greeting = await curl(server, GREET, { name: 'Ann' });
  expect(JSON.parse(greeting.stdout)).toEqual({ text: 'Hello, Ann!' });
  const health = await curl(server, HEALTH, { service: 'greeter.v1.Greeter' });
  expect(JSON.parse(health.stdout)).toEqual({ status: 'SERVING' });
  server.signal('SIGINT');
  expect(await server.ended).toMatchObject({ code: 0, stderr: '' });

  await using guarded = start(folder, 'dist/guarded-server.js');
  const refused = await curl(guarded, GREET, { name: 'Ann' });
  expect(JSON.parse(refused.stderr)).toMatchObject({ code: 'unauthenticated', message: 'Who are you?' });
  const allowed = await curl(guarded, GREET, { name: 'Ann' }, '--header', 'authorization: Bearer secret');
  expect(JSON.parse(allowed.stdout)).toEqual({ text: 'Hello, Ann!' });
});
