import type { WatchEvent } from '../../calls/watch-movies.js';
import { movieChanges } from './movie-changes.js';
import { movieJson } from './movie-json.js';
import { movieFields, movieSummary } from './movie-output.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

type MovieEvent = Extract<WatchEvent, { readonly movie: unknown }>;

const STYLES = { existing: undefined, created: 'green', updated: 'yellow', deleted: 'red' } as const;

/**
 * Prints the events of a watch: on a terminal the local time of each and what changed, with a line for the date when
 * another day begins; in a pipe the movie's fields, separated by tabs; or JSON. Only JSON has checkpoints and restarts.
 */
export class WatchOutput {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  #day: string;

  /** @param now when the watch begins; its date needs no line */
  constructor(terminal: Terminal, { json = false }: { readonly json?: boolean }, now = new Date()) {
    this.#terminal = terminal;
    this.#json = json;
    this.#day = dayOf(now);
  }

  async print(event: WatchEvent): Promise<void> {
    if (this.#json) await this.#terminal.printJson(eventJson(event));
    else if ('movie' in event) await this.#printMovie(event);
  }

  async #printMovie(event: MovieEvent): Promise<void> {
    const { columns } = this.#terminal;
    if (columns === undefined) await this.#terminal.print(eventFields(event));
    else await this.#printLine(event, columns);
  }

  async #printLine(event: MovieEvent, columns: number): Promise<void> {
    const { type, time, movie } = event;
    await this.#printDay(time);
    const [clock, name] = [time ? clockOf(time) : ' '.repeat(8), type.padEnd(8)];
    // Loaded only for a terminal: what measures text takes a tenth of the time of a start.
    const { fit } = await import('./table.js');
    const room = columns - clock.length - name.length - 4;
    const text = printable(textOf(event));
    const whole = `${text}  (${printable(movie.id)})`;
    // A part of an id is of no use.
    const rest = fit(whole, room) === whole ? whole : fit(text, room);
    const style = STYLES[type];
    await this.#terminal.print(`${clock}  `, style ? { style, text: name } : name, `  ${rest}`);
  }

  async #printDay(time: Date | undefined): Promise<void> {
    if (time === undefined || dayOf(time) === this.#day) return;
    this.#day = dayOf(time);
    await this.#terminal.print({ style: 'bold', text: this.#day });
  }
}

function eventJson({ type, ...event }: WatchEvent): object {
  if (!('movie' in event)) return { type, ...event, cause: undefined };
  const { time, movie, previous, ...rest } = event;
  return { type, time, movie: movieJson(movie), previous: previous && movieJson(previous), ...rest };
}

function eventFields({ type, movie, time }: MovieEvent): string {
  return [type, movieFields(movie), time?.toISOString() ?? ''].join('\t');
}

function textOf({ movie, previous }: MovieEvent): string {
  return previous ? `${movie.title}: ${movieChanges(previous, movie).join(', ')}` : movieSummary(movie);
}

/** `2026-11-27`, in the time zone of the system. */
function dayOf(time: Date): string {
  return [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(twoDigits).join('-');
}

/** `09:05:00`, in the time zone of the system. */
function clockOf(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
