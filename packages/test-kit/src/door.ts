import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** Where test files ask the process of jest, which outlives them, for something that they share. */
export class Door implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param name of the variable that tells the processes of test files where the door is */
  static async open(name: string, answer: () => Promise<string>): Promise<Door> {
    const server = createServer((_, response) => {
      const end = (code: number, text: string) => response.writeHead(code, { connection: 'close' }).end(text);
      answer().then(
        (text) => end(200, text),
        (error: Error) => end(500, error.message),
      );
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
    // The processes of test files inherit it.
    process.env[name] = `http://127.0.0.1:${address.port}`;
    return new Door(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
  }
}

/**
 * Asks at a door.
 *
 * @throws Error with what went wrong behind it, and outside of a run of jest with this repository's configuration
 */
export async function askAt(name: string): Promise<string> {
  const door = process.env[name];
  if (door === undefined) throw new Error(`${name} is not set: jest runs without the globalSetup of jest.config.js.`);
  const response = await fetch(door);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
