import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandError } from './command-error.js';
import { EXIT } from './exit-code.js';
import { reason } from './input-file.js';
import type { Terminal } from './terminal.js';

/** How much text goes into one write. */
const WRITE_LENGTH = 64 * 1024;

/**
 * Writes pieces of text to standard output or a file. A file is replaced only once all of them are written.
 *
 * @param file its path; `-` is standard output
 * @throws CommandError if it can't be written; what the pieces throw as it is
 */
export async function writeOutput(file: string, terminal: Terminal, pieces: AsyncIterable<string>): Promise<void> {
  const source = Readable.from(joined(pieces));
  if (file === '-') return await pipeline(source, terminal.stdout, { end: false });
  const existing = await realpath(file).catch(() => file);
  const isSpecial = await stat(existing).then(
    (found) => !found.isFile(),
    () => false,
  );
  try {
    if (isSpecial) await pipeline(source, createWriteStream(existing));
    else await replaceFile(existing, source);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CommandError(EXIT.usage, `The file ${file} can't be written: ${reason(error)}.`, { cause: error });
  }
}

async function replaceFile(file: string, source: Readable): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await pipeline(source, createWriteStream(partial, { flags: 'wx', flush: true }));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function* joined(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length < WRITE_LENGTH) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
