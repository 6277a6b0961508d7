import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';

/** An error as Node makes it of a failed system call. */
export interface SystemError {
  readonly code: string;
  readonly errno?: number;
}

/**
 * Makes the system's fsync fail in this process until it is disposed of, which no file system does at will:
 * `using failure = await FailingSync.of('folders', { code: 'EIO' })`.
 */
export class FailingSync implements Disposable {
  readonly #handles: FileHandle;
  readonly #sync: FileHandle['sync'];

  private constructor(handles: FileHandle, kind: 'files' | 'folders', error: SystemError) {
    const { sync } = handles;
    this.#handles = handles;
    this.#sync = sync;
    handles.sync = async function (this: FileHandle) {
      const isFolder = (await this.stat()).isDirectory();
      if (isFolder === (kind === 'folders')) throw Object.assign(new Error(`${error.code}: fsync`), error);
      await sync.call(this);
    };
  }

  static async of(kind: 'files' | 'folders', error: SystemError): Promise<FailingSync> {
    await using handle = await open(tmpdir());
    return new FailingSync(Object.getPrototypeOf(handle), kind, error);
  }

  [Symbol.dispose](): void {
    this.#handles.sync = this.#sync;
  }
}
