import type { Movie } from '../../movie.js';
import { toRecord } from '../formats/movie-record.js';
import { printable } from './printable.js';
import { type Column, columnWidths, tableLine } from './table.js';
import type { Terminal } from './terminal.js';

const COLUMNS: readonly Column<Movie>[] = [
  { title: 'ID', shrinks: false, text: ({ id }) => printable(id) },
  { title: 'TITLE', shrinks: true, text: ({ title }) => printable(title) },
  { title: 'RATING', align: 'right', shrinks: false, text: ({ rating }) => String(rating) },
  { title: 'DIRECTOR', shrinks: true, text: ({ director }) => printable(director) },
  { title: 'YEAR', align: 'right', shrinks: false, text: ({ releaseYear }) => String(releaseYear || '') },
  { title: 'GENRES', shrinks: true, text: ({ genres }) => printable(genres.join(', ')) },
];

/** How many movies decide the widths of the columns; the others are printed as they come. */
const ROWS_MEASURED = 500;

/**
 * Prints movies: a table on a terminal, tab-separated fields in a pipe, one JSON object a line with `--json`.
 *
 * @returns how many there were
 */
export async function printMovies(
  terminal: Terminal,
  movies: AsyncIterable<Movie> | Iterable<Movie>,
  { json }: { readonly json?: boolean },
): Promise<number> {
  if (!json && terminal.columns !== undefined) return await printTable(terminal, movies, terminal.columns);
  let count = 0;
  for await (const movie of movies) {
    count += 1;
    if (json) await terminal.printJson(movieJson(movie));
    else await terminal.print(movieFields(movie));
  }
  return count;
}

/** A movie as `--json` prints it: the database's form, and the etag for updates. */
export function movieJson(movie: Movie): object {
  return { ...toRecord(movie), etag: movie.etag };
}

/** A movie's fields, separated by tabs. */
export function movieFields(movie: Movie): string {
  return COLUMNS.map(({ text }) => text(movie)).join('\t');
}

async function printTable(
  terminal: Terminal,
  movies: AsyncIterable<Movie> | Iterable<Movie>,
  totalWidth: number,
): Promise<number> {
  let count = 0;
  let layout: Layout | undefined;
  const waiting: Movie[] = [];
  const flush = async () => {
    layout ??= await printHeader(terminal, waiting, totalWidth);
    for (const movie of waiting.splice(0)) await terminal.print(movieLine(movie, layout));
  };
  for await (const movie of movies) {
    count += 1;
    waiting.push(movie);
    if (layout || waiting.length === ROWS_MEASURED) await flush();
  }
  if (waiting.length > 0) await flush();
  return count;
}

interface Layout {
  readonly columns: readonly Column<Movie>[];
  readonly widths: readonly number[];
}

async function printHeader(terminal: Terminal, movies: readonly Movie[], totalWidth: number): Promise<Layout> {
  // A column without text is left out, unless movies that are still to come could have some.
  const columns = COLUMNS.filter(({ text }) => movies.length === ROWS_MEASURED || movies.some((movie) => text(movie)));
  const widths = columnWidths(columns, movies, totalWidth);
  const titles = columns.map(({ title }) => title);
  await terminal.print({ style: 'bold', text: tableLine(columns, widths, titles) });
  return { columns, widths };
}

function movieLine(movie: Movie, { columns, widths }: Layout): string {
  const texts = columns.map(({ text }) => text(movie));
  return tableLine(columns, widths, texts);
}
