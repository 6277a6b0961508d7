import { spawn } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, TOOLS } from './run-tool.js';

const home = fileURLToPath(new URL('../', import.meta.url));

/** A folder with a contract, its stubs, a server and a client, and nothing else. */
export class LabFolder {
  /** @param {string} path */
  constructor(path) {
    this.path = path;
  }

  /**
   * Makes one as the repository has it.
   *
   * @param {string} path where it isn't yet
   */
  static async make(path) {
    await cp(join(home, 'lab'), path, { recursive: true });
    // A junction needs no rights on Windows.
    await symlink(join(home, 'node_modules'), join(path, 'node_modules'), 'junction');
    return new LabFolder(path);
  }

  /**
   * Replaces a text in a file.
   *
   * @param {{ file: string, from: string, to: string }} edit
   * @throws Error if the file doesn't have it
   */
  async edit({ file, from, to }) {
    const path = join(this.path, file);
    const text = await readFile(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    await writeFile(path, text.replace(from, to));
  }

  /** Writes the stubs; prints what is wrong with the contract. */
  async generate() {
    return await this.#run(TOOLS.buf, ['generate']);
  }

  /** Compiles; prints what is wrong with the code. */
  async compile() {
    return await this.#run(TOOLS.tsc, ['-p', '.']);
  }

  /**
   * Prints how the contract breaks callers of an earlier one.
   *
   * @param {LabFolder} earlier
   */
  async breaking(earlier) {
    return await this.#run(TOOLS.buf, ['breaking', '--against', earlier.path]);
  }

  /**
   * Starts the server, runs a client, prints what that prints, and ends the server.
   *
   * @param {LabFolder} client whose client it is
   */
  async ask(client) {
    const server = spawn(process.execPath, [join(this.path, 'dist/serve.js')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const port = await /** @type {Promise<string>} */ (
        new Promise((resolve, reject) => {
          server.stdout.setEncoding('utf8').on('data', (text) => resolve(/\d+/.exec(text)?.[0] ?? ''));
          server.on('exit', () => reject(new Error('The server ended.')));
        })
      );
      await client.#run('', [join(client.path, 'dist/ask.js'), port]);
    } finally {
      server.kill();
    }
  }

  /**
   * @param {string} tool
   * @param {string[]} args
   * @returns {Promise<boolean>} whether it succeeded
   */
  async #run(tool, args) {
    const child = spawn(process.execPath, [...(tool === '' ? [] : [join(root, tool)]), ...args], {
      cwd: this.path,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return (await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))) === 0;
  }
}
