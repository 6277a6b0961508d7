import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const original = fileURLToPath(new URL('../../../../', import.meta.url));

// The pnpm that runs these tests, or one that npx brings.
const [pnpmCommand, ...pnpmArgs] = /pnpm/.test(process.env['npm_execpath'] ?? '')
  ? (['pnpm'] as const)
  : (['npx', '-y', 'pnpm@12'] as const);
// The copy borrows its node_modules; pnpm must not mend them.
const env = { ...process.env, pnpm_config_verify_deps_before_run: 'false' };

/** A copy of this repository in a temporary folder, to change as a reader of the tutorial does. Without its tests. */
export class RepositoryCopy implements AsyncDisposable {
  static readonly contract = 'packages/movie-proto/proto/movie.proto';
  static readonly stubs = 'packages/movie-proto/src/gen';

  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  static async make(): Promise<RepositoryCopy> {
    const root = await mkdtemp(join(tmpdir(), 'movie-repository-'));
    const left = new Set([join(original, '.git'), join(original, 'node_modules')]);
    await cp(original, root, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      filter: (path) => !left.has(path) && !path.endsWith('.test.ts') && !path.endsWith('.test.js'),
    });
    await symlink(join(original, 'node_modules'), join(root, 'node_modules'), 'junction');
    return new RepositoryCopy(root);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.#root, path), 'utf8');
  }

  readBytes(path: string): Promise<Buffer> {
    return readFile(join(this.#root, path));
  }

  /** Saves a file as editors do, all at once: a watcher must not meet half of it. */
  async write(path: string, text: string | Uint8Array): Promise<void> {
    const file = join(this.#root, path);
    await writeFile(`${file}~`, text);
    await rename(`${file}~`, file);
  }

  remove(path: string): Promise<void> {
    return rm(join(this.#root, path));
  }

  /**
   * Replaces the one place in a file that matches.
   *
   * @throws Error if there is none: the file has changed, and the test must follow
   */
  async edit(path: string, pattern: RegExp, replacement: string): Promise<void> {
    const text = await this.read(path);
    if (!pattern.test(text)) throw new Error(`${path} has nothing like ${pattern}.`);
    await this.write(path, text.replace(pattern, replacement));
  }

  /** Types `pnpm …`; gives all that it printed. */
  pnpm(...args: string[]): { code: number | null; output: string } {
    const options = { cwd: this.#root, env, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(pnpmCommand, [...pnpmArgs, ...args], options);
    return { code: status, output: stdout + stderr };
  }

  /** Starts `pnpm generate:watch`, in a process group of its own, so that its end is the end of all it started. */
  watch() {
    const child = spawn(pnpmCommand, [...pnpmArgs, 'generate:watch'], {
      cwd: this.#root,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = once(child, 'close');
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return {
      /** Waits until a save is dealt with; gives what was printed since the last. */
      async round(): Promise<string> {
        let output = '';
        for (;;) {
          const { value, done } = await lines.next();
          if (done) throw new Error(`The watch has ended.\n${output}${errors}`);
          output += `${value}\n`;
          if (/^(The contract and the code agree|Waiting for the next save)\.$/.test(value)) return output;
        }
      },
      async [Symbol.asyncDispose]() {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        await closed;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#root, { recursive: true });
  }
}
