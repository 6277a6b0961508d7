import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { run, TemporaryFolder } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { pnpm, repository } from './testing/repository.js';

/** Beside `dist`, README, LICENSE and package.json. */
const MORE_FILES: Readonly<Record<string, readonly RegExp[]>> = {
  'grpc-host': [],
  'grpc-proto': [/^src\/gen\/descriptors\.binpb$/],
  'movie-client': [],
  'movie-files': [],
  'movie-proto': [/^src\/gen\/descriptors\.binpb$/, /^proto\/movie(\/v1\/[a-z_]+)?\.proto$/],
};
const NAMES = Object.keys(MORE_FILES);

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
}

const page = readFileSync(join(repository, 'docs/packages.md'), 'utf8').replaceAll('\r\n', '\n');
/** Where the page's reader has this repository: only what `pack:packages` wrote is there. */
let movies: TemporaryFolder;
let project: TemporaryFolder;

beforeAll(async () => {
  movies = new TemporaryFolder();
  project = new TemporaryFolder();
  await pack();
  project.write('tsconfig.json', block('json'));
  project.write('program.ts', block('ts'));
  await type('npm init');
});

afterAll(() => {
  movies[Symbol.dispose]();
  project[Symbol.dispose]();
});

/** Runs what `pnpm pack:packages` does, with another destination. */
async function pack(): Promise<void> {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  );
  const [command, ...args] = (scripts['pack:packages'] ?? '').split(' ');
  expect([command, args.pop()]).toEqual(['pnpm', 'packed']);
  const [program, ...first] = pnpm;
  const options = { cwd: repository, env: { pnpm_config_verify_deps_before_run: 'false' } };
  const { code, stderr } = await run(program, [...first, ...args, movies.file('packed')], options);
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

/** The only block of the page in a language, or the one that begins so. */
function block(language: string, beginning = ''): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
  const found = blocks.filter((text) => text.startsWith(beginning));
  expect(found).toHaveLength(1);
  return found.join();
}

/** Types a block of the page in the project; gives what it printed. */
async function type(beginning: string, address = ''): Promise<string> {
  const commands = block('sh', beginning).replace('localhost:3001', address);
  const env = {
    MOVIES: movies.path,
    NPM_CONFIG_PREFER_OFFLINE: 'true',
    NPM_CONFIG_AUDIT: 'false',
    // As when it is typed: whoever runs the tests may say otherwise.
    NPM_CONFIG_OMIT: undefined,
    NODE_ENV: undefined,
  };
  const { code, stdout, stderr } = await run('sh', ['-ec', commands], { cwd: project.path, env });
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

function installed(name: string): { readonly files: readonly string[]; readonly manifest: Manifest } {
  const folder = project.file(`node_modules/${name}`);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return {
    files: files.map((path) => path.slice(folder.length + 1).replaceAll('\\', '/')).sort(),
    manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  };
}

test('the packages are those that the page names, and none comes from a registry', () => {
  expect(readdirSync(movies.file('packed')).sort()).toEqual(NAMES.map((name) => `${name}-1.0.0.tgz`));
  expect([...page.matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name).sort()).toEqual(NAMES);
  const { packages }: { packages: Readonly<Record<string, { readonly resolved?: string }>> } = JSON.parse(
    readFileSync(project.file('package-lock.json'), 'utf8'),
  );
  const ours = Object.entries(packages).filter(([path]) => NAMES.some((name) => path.endsWith(`node_modules/${name}`)));
  expect(ours.map(([path, { resolved }]) => [path, resolved?.startsWith('file:')])).toEqual(
    NAMES.map((name) => [`node_modules/${name}`, true]),
  );
});

test.each(NAMES)('%s holds its code and types, and nothing of its tests and tools', (name) => {
  const { files, manifest } = installed(name);
  const source = join(repository, 'packages', name, 'src');
  const modules = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.ts$/.test(path) && !/test\.ts$|^testing\//.test(path));
  const built = modules.flatMap((path) => ['.js', '.d.ts'].map((end) => `dist/${path.replace(/\.ts$/, end)}`));
  expect(files).toEqual(expect.arrayContaining([...built, 'LICENSE', 'README.md', 'package.json']));
  const allowed = [/^(LICENSE|README\.md|package\.json)$/, /^dist\/.*\.(js|d\.ts)$/, ...(MORE_FILES[name] ?? [])];
  expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
  expect(files.filter((file) => /test|scripts/.test(file))).toEqual([]);
  for (const pattern of allowed) expect(files).toContainEqual(expect.stringMatching(pattern));

  expect(files).toEqual(expect.arrayContaining(Object.values(manifest.exports).map((path) => path.slice(2))));
  expect(JSON.stringify(manifest)).not.toMatch(/catalog:|workspace:/);
});

test.each(NAMES)('%s imports only what it depends on', (name) => {
  const { files, manifest } = installed(name);
  const imports = files
    .filter((file) => /^dist\/.*\.(js|d\.ts)$/.test(file))
    .flatMap((file) => [
      ...readFileSync(project.file(`node_modules/${name}/${file}`), 'utf8').matchAll(
        /^(?:import|export|\}) .*?from ["']([^."'][^"']*)["']|import\(["']([^."'][^"']*)["']\)/gm,
      ),
    ])
    .map(([, fixed, dynamic]) => fixed ?? dynamic ?? '');
  const packages = imports
    .filter((specifier) => !specifier.startsWith('node:'))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
  const known = [...Object.keys(manifest.dependencies ?? {}), name];
  expect([...new Set(packages)].filter((dependency) => !known.includes(dependency))).toEqual([]);
});

test('the program of the page compiles, also where types of libraries are checked, and runs', async () => {
  expect(await type('npx tsc')).toBe(block('text'));
  const strictest = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--noEmit'];
  expect(await run('npx', ['tsc', ...strictest], { cwd: project.path })).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('a handler that is missing does not compile', async () => {
  project.write('wrong.ts', block('ts').replace('getListMovies:', 'getListMovie:'));
  const options = JSON.parse(block('json'));
  project.write('tsconfig.wrong.json', JSON.stringify({ ...options, files: ['wrong.ts'] }));
  const { code, stdout } = await run('npx', ['tsc', '-p', 'tsconfig.wrong.json'], { cwd: project.path });
  expect(stdout).toContain("'getListMovie' does not exist");
  expect(code).not.toBe(0);
});

test('pnpm installs them with what the page has for pnpm-workspace.yaml', async () => {
  using folder = new TemporaryFolder();
  folder.write('package.json', '{"type": "module"}');
  folder.write('pnpm-workspace.yaml', block('yaml').replaceAll('/path/to/movies', movies.path));
  expect(page).toContain('`pnpm add "$MOVIES"/packed/*.tgz`');
  const tarballs = NAMES.map((name) => movies.file(`packed/${name}-1.0.0.tgz`));
  const [program, ...first] = pnpm;
  const env = { pnpm_config_prefer_offline: 'true' };
  const { code, stdout, stderr } = await run(program, [...first, 'add', ...tarballs], { cwd: folder.path, env });
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  const importing = "import 'grpc-host'; import 'movie-client'; console.log('both');";
  const imported = await run(process.execPath, ['--input-type=module', '--eval', importing], { cwd: folder.path });
  expect(imported).toEqual({ code: 0, stdout: 'both\n', stderr: '' });
});

test('the movie command lists what a server has', async () => {
  await using server = await CatalogProcess.start([{ id: 'up', title: 'Up', rating: 8.5 }]);
  const printed = await type('npx movie', server.address);
  expect(printed).toMatch(/^Usage: movie /);
  expect(printed).toMatch(/^up\tUp\t8\.5\t+$/m);
});
