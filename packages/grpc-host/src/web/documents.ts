import { FileServer, type StaticFiles } from './static-files.js';

/** The files of a page, by their paths, loaded when the first is asked for. */
export class Documents {
  readonly #load: () => StaticFiles | Promise<StaticFiles>;
  #files: Promise<ReadonlyMap<string, FileServer>> | undefined;

  constructor(load: () => StaticFiles | Promise<StaticFiles>) {
    this.#load = load;
  }

  /** @returns undefined if there is no file */
  async at(path: string): Promise<FileServer | undefined> {
    this.#files ??= this.#readAll();
    try {
      const files = await this.#files;
      return files.get(path);
    } catch (error) {
      // Whatever was in the way may be gone at the next request.
      this.#files = undefined;
      throw error;
    }
  }

  async #readAll(): Promise<ReadonlyMap<string, FileServer>> {
    const files = await this.#load();
    return new Map([...files].map(([path, file]) => [path, new FileServer(file)]));
  }
}
