import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { TemporaryFolder } from 'test-kit';
import { type JsonFileOptions, openJsonFile } from '../json-file/json-file.js';
import type { Movie } from '../movie.js';
import { OpenedStore } from './opened-store.js';

/** A JSON file in a temporary folder: `using database = new JsonDatabase([…])`. */
export class JsonDatabase implements Disposable {
  readonly #folder = new TemporaryFolder();
  readonly folder = this.#folder.path;
  readonly path = this.#folder.file('movies.json');

  /** @param content the text of the file, or the movies in it */
  constructor(content: string | readonly object[]) {
    this.text = typeof content === 'string' ? content : textOf(content);
  }

  /** What is in the file. Setting it writes the file in place. */
  get text(): string {
    return readFileSync(this.path, 'utf8');
  }

  set text(text: string) {
    writeFileSync(this.path, text);
  }

  /** The names of all files in its folder. */
  get files(): string[] {
    return readdirSync(this.folder).sort();
  }

  /** Edits the file as editors do that write a new one and put it in the old one's place. */
  replace(text: string): void {
    writeFileSync(`${this.path}.new`, text);
    renameSync(`${this.path}.new`, this.path);
  }

  open(options?: JsonFileOptions): Promise<OpenedStore> {
    return OpenedStore.open(openJsonFile(this.path, options));
  }

  /** What is in the file once it is opened again. */
  async moviesAfterReopening(): Promise<readonly Movie[]> {
    await using store = await this.open();
    return store.loaded;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** The text of a database of movies. */
export function textOf(movies: readonly object[]): string {
  return JSON.stringify({ movies }, null, 2);
}
