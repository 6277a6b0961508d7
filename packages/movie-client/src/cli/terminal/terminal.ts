import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** The parts of a terminal. */
export interface TerminalOptions {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** How many columns standard output has; undefined if it is a pipe or a file. */
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
  /** How many columns standard output has; undefined if it is a pipe or a file. */
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

  /** Writes text to standard output. Waits if its reader is slower. */
  async print(text: string): Promise<void> {
    if (!this.stdout.write(text)) await once(this.stdout, 'drain');
  }

  /** Writes a line to standard error. */
  say(line: string): void {
    this.stderr.write(`${line}\n`);
  }

  /** The text in a style, if standard output has colours. */
  styled(style: keyof typeof STYLES, text: string): string {
    return this.hasColor ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
  }
}

/** The numbers of ECMA-48. */
const STYLES = { bold: 1, red: 31, green: 32, yellow: 33 } as const;
