import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { printableJson, printableLines } from './printable.js';

/** The parts of a terminal. */
export interface TerminalOptions {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** How many columns standard output has; Infinity if it doesn't say, undefined if it is a pipe or a file. */
  readonly columns: number | undefined;
  /** Whether standard error is a terminal, too. */
  readonly isStderrTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The standard streams. Data goes to standard output, everything else to standard error. */
export class Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** How many columns standard output has; Infinity if it doesn't say, undefined if it is a pipe or a file. */
  readonly columns: number | undefined;
  readonly isStderrTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;

  constructor({ stdin, stdout, stderr, columns, isStderrTerminal, env }: TerminalOptions) {
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    this.columns = columns;
    this.isStderrTerminal = isStderrTerminal;
    this.env = env;
  }

  /** Whether standard output may have colours: a terminal, unless NO_COLOR (no-color.org) is set. */
  get hasColor(): boolean {
    return this.columns !== undefined && !this.env['NO_COLOR'] && this.env['TERM'] !== 'dumb';
  }

  /** Writes a line to standard output. Waits if its reader is slower. */
  async print(...parts: readonly (string | StyledText)[]): Promise<void> {
    await this.#write(`${parts.map((part) => this.#render(part)).join('')}\n`);
  }

  /** Writes a value to standard output as one line of JSON. */
  async printJson(value: unknown): Promise<void> {
    await this.#write(`${printableJson(value)}\n`);
  }

  /** Writes a line to standard error. */
  say(line: string): void {
    this.stderr.write(`${printableLines(line)}\n`);
  }

  /** The one way to the screen: what a server sent can't move the cursor or change the terminal. */
  #render(part: string | StyledText): string {
    if (typeof part === 'string') return printableLines(part);
    const text = printableLines(part.text);
    return this.hasColor ? `\u001b[${STYLES[part.style]}m${text}\u001b[0m` : text;
  }

  async #write(text: string): Promise<void> {
    if (!this.stdout.write(text)) await once(this.stdout, 'drain');
  }
}

/** Text that has a style if standard output has colours. */
export interface StyledText {
  readonly style: keyof typeof STYLES;
  readonly text: string;
}

/** The numbers of ECMA-48. */
const STYLES = { bold: 1, red: 31, green: 32, yellow: 33 } as const;
