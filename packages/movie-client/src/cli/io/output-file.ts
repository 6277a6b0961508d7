import { randomUUID } from 'node:crypto';
import { createWriteStream, type Stats } from 'node:fs';
import { chmod, chown, realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { printableLines } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { systemReason } from './system-reason.js';

/** Chunks are collected to this many characters before they are written. */
const WRITE_LENGTH = 64 * 1024;

/**
 * Writes chunks of text to standard output or to a file. A file is replaced only when all chunks are written.
 *
 * @param file its path; `-` is standard output
 * @throws CommandError if it can't be written, and what `chunks` throws
 */
export async function writeOutput(file: string, terminal: Terminal, chunks: AsyncIterable<string>): Promise<void> {
  const isScreen = file === '-' && terminal.columns !== undefined;
  const source = Readable.from(joined(isScreen ? forScreen(chunks) : chunks));
  if (file === '-') return await pipeline(source, terminal.stdout, { end: false });
  const target = await realpath(file).catch(() => file);
  const old = await stat(target).catch(() => undefined);
  try {
    // What is no ordinary file, such as /dev/null, can't be replaced.
    if (old && !old.isFile()) await pipeline(source, createWriteStream(target));
    else await replaceFile(target, old, source);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CommandError(EXIT.usage, `The file ${file} can't be written: ${systemReason(error)}.`, { cause: error });
  }
}

/** @param old the file that is replaced, whose owner and permissions the new one gets */
async function replaceFile(file: string, old: Stats | undefined, source: Readable): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    const mode = old ? old.mode & 0o600 : 0o666;
    await pipeline(source, createWriteStream(partial, { flags: 'wx', flush: true, mode }));
    if (old) {
      // Only root may give a file to others.
      await chown(partial, old.uid, old.gid).catch(() => {});
      await chmod(partial, old.mode & 0o7777);
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function* forScreen(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const chunk of chunks) yield printableLines(chunk);
}

async function* joined(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of chunks) {
    text += chunk;
    if (text.length < WRITE_LENGTH) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
