import type { Movie } from '../../movie.js';
import { type Column, type Layout, layOut, tableLine } from './table.js';
import type { Terminal } from './terminal.js';

/** How many movies decide the widths of the columns; the others are printed as they come. */
const ROWS_MEASURED = 500;

/**
 * Prints movies as a table, without the columns that have no text.
 *
 * @param totalWidth the columns of the terminal; Infinity if it doesn't say: then no text is cut
 * @returns how many there were
 */
export async function printTable(
  terminal: Terminal,
  movies: AsyncIterable<Movie> | Iterable<Movie>,
  columns: readonly Column<Movie>[],
  totalWidth: number,
): Promise<number> {
  let count = 0;
  let layout: Layout<Movie> | undefined;
  const isCut = Number.isFinite(totalWidth);
  const waiting: Movie[] = [];
  const flush = async () => {
    layout ??= await printHeader(terminal, waiting, columns, totalWidth);
    for (const movie of waiting.splice(0)) await terminal.print(movieLine(movie, layout, isCut));
  };
  for await (const movie of movies) {
    count += 1;
    waiting.push(movie);
    if (layout || waiting.length === ROWS_MEASURED) await flush();
  }
  if (waiting.length > 0) await flush();
  return count;
}

async function printHeader(
  terminal: Terminal,
  movies: readonly Movie[],
  all: readonly Column<Movie>[],
  totalWidth: number,
): Promise<Layout<Movie>> {
  // A column without text is left out, unless movies that are still to come could have some.
  const filled = all.filter(({ text }) => movies.length === ROWS_MEASURED || movies.some((movie) => text(movie)));
  const layout = layOut(filled, movies, totalWidth);
  const { columns, widths } = layout;
  const titles = columns.map(({ title }) => title);
  await terminal.print({ style: 'bold', text: tableLine(columns, widths, titles, Number.isFinite(totalWidth)) });
  return layout;
}

function movieLine(movie: Movie, { columns, widths }: Layout<Movie>, isCut: boolean): string {
  const texts = columns.map(({ text }) => text(movie));
  return tableLine(columns, widths, texts, isCut);
}
