import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
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
  try {
    if (await isSpecial(target)) await pipeline(source, createWriteStream(target));
    else await replaceFile(target, source);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CommandError(EXIT.usage, `The file ${file} can't be written: ${systemReason(error)}.`, { cause: error });
  }
}

/** Whether it exists and is no ordinary file, such as /dev/null, so that it can't be replaced. */
async function isSpecial(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => !found.isFile(),
    () => false,
  );
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
