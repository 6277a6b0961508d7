import type { Terminal } from './terminal.js';

/** How often the bar is drawn, in milliseconds. */
const INTERVAL_MS = 100;
/** What is done sooner needs no bar. */
const DELAY_MS = 300;
const BAR_WIDTH = 24;

/** A progress bar on standard error, with the rate and the time that is left; nothing unless a person reads it. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #startedAt = performance.now();
  #drawnAt = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /**
   * @param movies how many are done
   * @param part how much of the whole that is, from 0 to 1; undefined if nobody knows
   */
  update(movies: number, part: number | undefined): void {
    const now = performance.now();
    if (!this.#terminal.isStderrTerminal || now - this.#startedAt < DELAY_MS) return;
    if (now - this.#drawnAt < INTERVAL_MS) return;
    this.#drawnAt = now;
    this.#terminal.stderr.write(`\r${progressLine(movies, part, (now - this.#startedAt) / 1_000)}\u001b[K`);
  }

  /** Wipes the bar, so that what is said next begins on an empty line. */
  done(): void {
    if (this.#drawnAt > 0) this.#terminal.stderr.write('\r\u001b[K');
    this.#drawnAt = 0;
  }
}

/** The bar's text, after so many seconds. */
export function progressLine(movies: number, part: number | undefined, seconds: number): string {
  const rate = `${movieCount(movies)}, ${count(Math.round(movies / Math.max(seconds, 0.001)))}/s`;
  if (part === undefined || part <= 0) return rate;
  const filled = Math.round(Math.min(part, 1) * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const left = Math.ceil((seconds / part) * (1 - Math.min(part, 1)));
  return `${bar} ${String(Math.floor(Math.min(part, 1) * 100)).padStart(3)} %  ${rate}, ${left} s left`;
}

/** `12,345`. */
export function count(number: number): string {
  return number.toLocaleString('en');
}

/** `12,345 movies`. */
export function movieCount(number: number): string {
  return `${count(number)} ${number === 1 ? 'movie' : 'movies'}`;
}
