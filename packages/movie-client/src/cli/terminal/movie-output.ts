import type { Movie } from '../../movie.js';
import { oneLine, printable } from './printable.js';
import type { Column } from './table.js';
import type { Terminal } from './terminal.js';

/** A field of a movie. */
interface MovieColumn extends Column<Movie> {
  /** What a pipe gets in place of its text, if that differs. */
  readonly field?: (movie: Movie) => string;
  /** What a movie that is printed whole has in place of its text, if that differs: lines. */
  readonly whole?: (movie: Movie) => string;
}

/** Stands for the rating of a movie that has none. */
export const NOT_RATED = '–';

// The title has room first; a cut id is of no use to other commands.
const FIELDS = {
  id: { title: 'ID', cutTurn: 4, cutAt: 'middle', text: ({ id }) => printable(id) },
  title: { title: 'TITLE', cutTurn: 2, needs: 20, text: ({ title }) => printable(title) },
  rating: {
    title: 'RATING',
    align: 'right',
    cutTurn: 3,
    text: ({ rating }) => String(rating ?? NOT_RATED),
    field: ({ rating }) => String(rating ?? ''),
  },
  director: { title: 'DIRECTOR', cutTurn: 1, isOptional: true, text: ({ director }) => printable(director) },
  releaseYear: { title: 'YEAR', align: 'right', cutTurn: 3, text: ({ releaseYear }) => String(releaseYear || '') },
  genres: { title: 'GENRES', cutTurn: 1, isOptional: true, text: ({ genres }) => printable(genres.join(', ')) },
  labels: {
    title: 'LABELS',
    cutTurn: 0,
    needs: 12,
    isOptional: true,
    text: ({ labels }) => printable(oneLine(labelTexts(labels).join(', '))),
    whole: ({ labels }) => labelTexts(labels).map(indented).join('\n'),
  },
} satisfies Record<Exclude<keyof Movie, 'etag'>, MovieColumn>;

const COLUMNS: readonly MovieColumn[] = Object.values(FIELDS);

/** `key=value` of each label, in the order of the keys. */
function labelTexts(labels: Movie['labels']): string[] {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`);
}

/** Each line of a text as far to the right as its first, and a little more. */
function indented(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n  ');
}

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
  if (!json && terminal.columns !== undefined) {
    // Loaded only here: what measures text takes a tenth of the time of a start.
    const { printTable } = await import('./movie-table.js');
    return await printTable(terminal, movies, COLUMNS, terminal.columns);
  }
  // Loaded only here: with the formats of files, it takes a tenth of the time of a start.
  const movieJson = json ? (await import('./movie-json.js')).movieJson : undefined;
  let count = 0;
  for await (const movie of movies) {
    count += 1;
    if (movieJson) await terminal.printJson(movieJson(movie));
    else await terminal.print(movieFields(movie));
  }
  return count;
}

/**
 * Prints a movie whole: on a terminal, each field that has a text on a line of its own, which the terminal wraps, and so
 * is each label. Otherwise as `printMovies` does.
 */
export async function printMovie(
  terminal: Terminal,
  movie: Movie,
  options: { readonly json?: boolean },
): Promise<void> {
  if (options.json || terminal.columns === undefined) {
    await printMovies(terminal, [movie], options);
    return;
  }
  const width = Math.max(...COLUMNS.map(({ title }) => title.length));
  for (const { title, text, whole = text } of COLUMNS) {
    const lines = whole(movie).replaceAll('\n', `\n${' '.repeat(width + 2)}`);
    if (lines) await terminal.print({ style: 'bold', text: title.padEnd(width) }, `  ${lines}`);
  }
}

/** A movie's title and what else is known of it but the id, on a line. */
export function movieSummary(movie: Movie): string {
  const texts = COLUMNS.map(({ title, text, field = text }) => (title === 'ID' ? '' : field(movie)));
  return texts.filter(Boolean).join('  ');
}

/** A movie's fields, separated by tabs. */
export function movieFields(movie: Movie): string {
  return COLUMNS.map(({ text, field = text }) => field(movie)).join('\t');
}
