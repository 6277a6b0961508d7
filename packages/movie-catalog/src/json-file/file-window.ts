import type { FileHandle } from 'node:fs/promises';

/** How many bytes are read at a time. */
const FIRST_ROOM = 2 ** 20;

/**
 * A file from its beginning to its end, of which a part is in memory at a time, always in the same place: the system
 * takes longer to give new memory than to read what it has in its cache.
 */
export class FileWindow {
  readonly #file: FileHandle;
  #room: Buffer = Buffer.allocUnsafeSlow(FIRST_ROOM);
  #start = 0;
  #end = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** What comes next: at least so many bytes, unless the file ends before. It is valid until the next call. */
  async next(length: number): Promise<Buffer> {
    while (this.#end - this.#start < length) {
      this.#makeRoom();
      const { bytesRead } = await this.#file.read(this.#room, this.#end);
      if (bytesRead === 0) break;
      this.#end += bytesRead;
    }
    return this.#room.subarray(this.#start, this.#end);
  }

  /** Goes on after so many bytes of what comes next. */
  skip(length: number): void {
    this.#start += length;
  }

  #makeRoom(): void {
    const held = this.#room.subarray(this.#start, this.#end);
    if (held.length * 2 > this.#room.length) this.#room = Buffer.allocUnsafeSlow(this.#room.length * 2);
    this.#room.set(held);
    [this.#start, this.#end] = [0, held.length];
  }
}
