import { mkdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Ending, run, TemporaryFolder } from 'test-kit';
import { repository } from './repository.js';

const { resolve } = createRequire(import.meta.url);
const COMPILER = join(dirname(resolve('typescript/package.json')), 'bin/tsc');

const COMPILER_OPTIONS = {
  ...{ target: 'es2023', module: 'nodenext', types: ['node'] },
  ...{ strict: true, noPropertyAccessFromIndexSignature: true, outDir: 'dist', rootDir: '.' },
};

/** A package outside of this repository whose programs are examples of pages. */
export class ExamplePackage extends TemporaryFolder {
  /**
   * @param programs by their names
   * @param dependencies where each is, from the root of the repository
   * @param libraries what the compiler knows besides JavaScript, such as `dom`
   */
  constructor(
    programs: Readonly<Record<string, string>>,
    dependencies: Readonly<Record<string, string>>,
    libraries: readonly string[],
  ) {
    super();
    for (const [name, path] of Object.entries({ ...dependencies, '@types/node': 'node_modules/@types/node' })) {
      const link = this.file(`node_modules/${name}`);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(repository, path), link, 'junction');
    }
    const compilerOptions = { ...COMPILER_OPTIONS, lib: ['es2023', ...libraries] };
    const files = Object.keys(programs).map((name) => `${name}.ts`);
    for (const [name, program] of Object.entries(programs)) this.write(`${name}.ts`, program);
    this.write('package.json', '{"type": "module"}');
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
  }

  /** Compiles them as strictly as this repository is. */
  compile(): Promise<Ending> {
    return run(process.execPath, [COMPILER, '-p', this.path]);
  }

  /** Runs one of them, once they are compiled. */
  run(name: string, env: Readonly<Record<string, string>> = {}): Promise<Ending> {
    return run(process.execPath, [this.file(`dist/${name}.js`)], { env });
  }
}
