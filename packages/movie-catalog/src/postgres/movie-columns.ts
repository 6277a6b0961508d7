import { type Labels, type Movie, NO_GENRES, sortedLabels } from '../movie.js';
import { SharedValues } from '../shared-values.js';

/** The column of a field. */
interface Column {
  readonly field: keyof Movie;
  readonly name: string;
  readonly type: string;
}

/** The columns that say what a movie is, in the order in which they are read. */
const COLUMNS = [
  { field: 'id', name: 'id', type: 'text' },
  { field: 'title', name: 'title', type: 'text' },
  { field: 'rating', name: 'rating', type: 'double precision' },
  { field: 'director', name: 'director', type: 'text' },
  { field: 'releaseYear', name: 'release_year', type: 'integer' },
  { field: 'genres', name: 'genres', type: 'jsonb' },
  { field: 'labels', name: 'labels', type: 'jsonb' },
] as const satisfies readonly Column[];

/** What the driver gives for each field. Lists and labels are read as text, by which those that are the same are found. */
interface ColumnValues extends Record<keyof Movie, unknown> {
  readonly id: string;
  readonly title: string;
  readonly rating: number | null;
  readonly director: string;
  readonly releaseYear: number;
  readonly genres: string;
  readonly labels: string;
}

type ValuesOf<Columns extends readonly Column[]> = {
  -readonly [Index in keyof Columns]: ColumnValues[Columns[Index]['field']];
};

/** The columns, if every field has one. A field without a column would be lost, so it doesn't compile. */
type Complete<Columns extends readonly Column[], Missing = Exclude<keyof Movie, Columns[number]['field']>> = [
  Missing,
] extends [never]
  ? Columns
  : { readonly fieldWithoutColumn: Missing };

/** A row of `SELECT_MOVIES`. */
export type MovieRow = ValuesOf<Complete<typeof COLUMNS>>;

const SELECTED = COLUMNS.map(({ name, type }) => (type === 'jsonb' ? `${name}::text` : name));
const NAMES = COLUMNS.map(({ name }) => name);
const UPDATED = COLUMNS.filter(({ field }) => field !== 'id').map(({ name }) => `${name} = excluded.${name}`);

/** Reads all movies, in their order. */
export const SELECT_MOVIES = `SELECT ${SELECTED.join(', ')} FROM movie_catalog.movie ORDER BY place`;

/**
 * Creates or replaces movies, which $1 has as JSON, each with its number. A changed movie keeps its place. One that is new
 * comes after all others, by its number among those of this turn.
 */
export const UPSERT_MOVIES = `
  INSERT INTO movie_catalog.movie AS movie (place, ${NAMES.join(', ')})
  SELECT CASE number WHEN 0 THEN 0 ELSE last_place + number END, ${COLUMNS.map(({ field }) => `"${field}"`).join(', ')}
  FROM movie_catalog.head, json_to_recordset($1) AS row (
    number bigint, ${COLUMNS.map(({ field, type }) => `"${field}" ${type}`).join(', ')}
  )
  ON CONFLICT (id) DO UPDATE SET
    place = CASE excluded.place WHEN 0 THEN movie.place ELSE excluded.place END, ${UPDATED.join(', ')}`;

/** Makes movies of rows. Their lists and labels that are the same are one object. */
export class MovieRowReader {
  readonly #genres = new SharedValues<readonly string[]>();
  readonly #labels = new SharedValues<Labels>();

  read([id, title, rating, director, releaseYear, genres, labels]: MovieRow): Movie {
    return {
      id,
      title,
      rating: rating ?? undefined,
      director,
      releaseYear,
      genres: this.#genres.of(genres, () => parseGenres(genres)),
      labels: this.#labels.of(labels, () => sortedLabels(JSON.parse(labels))),
    };
  }
}

function parseGenres(json: string): readonly string[] {
  const genres: string[] = JSON.parse(json);
  return genres.length === 0 ? NO_GENRES : genres;
}
