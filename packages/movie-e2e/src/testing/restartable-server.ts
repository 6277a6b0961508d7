import { type ServerProcess, startServer } from './server-process.js';

/** A server in a process of its own that can be killed, and started again where it was. */
export class RestartableServer implements AsyncDisposable {
  readonly address: string;
  readonly #args: readonly string[];
  #server: ServerProcess;

  protected constructor(server: ServerProcess, args: readonly string[]) {
    this.#server = server;
    this.address = server.address;
    this.#args = args;
  }

  /** @param args the options of the server, its database among them */
  static async startAt(args: readonly string[]): Promise<RestartableServer> {
    return new RestartableServer(await startServer(args), args);
  }

  /** The process that was started last; undefined if that failed. */
  get pid(): number | undefined {
    return this.#server.program.pid;
  }

  /** Ends the server with a signal. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.#server.program.kill(signal);
  }

  /** Starts it again on the same port and database. */
  async restart(): Promise<void> {
    this.#server = await startServer([...this.#args, '--port', String(this.#server.port)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
