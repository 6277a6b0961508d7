import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import { systemReason } from './system-reason.js';

/** A file to read, or standard input. */
export interface InputFile {
  readonly stream: Readable;
  /** In bytes; undefined if it isn't known. */
  readonly size: number | undefined;
}

/**
 * Opens a file.
 *
 * @param file its path; `-` is standard input
 * @throws CommandError if it can't be read
 */
export async function openInput(file: string, terminal: Terminal): Promise<InputFile> {
  if (file === '-') return { stream: terminal.stdin, size: undefined };
  const found = await stat(file).catch((error: unknown) => {
    throw new CommandError(EXIT.usage, `The file ${file} can't be read: ${systemReason(error)}.`, { cause: error });
  });
  if (found.isDirectory()) throw new CommandError(EXIT.usage, `${file} is a folder. Name a file.`);
  return { stream: createReadStream(file), size: found.isFile() ? found.size : undefined };
}
