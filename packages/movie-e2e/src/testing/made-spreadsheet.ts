import { knownMovies, randomFrom } from 'movie-catalog/testing';

/** A row of a spreadsheet that people keep. */
export interface Row {
  readonly title: string;
  readonly director: string;
  readonly year: number | undefined;
  readonly rating: number | undefined;
  readonly genres: readonly string[];
  readonly seen: string;
  readonly note: string;
}

const GENRES = 'Drama Comedy Thriller Horror Western Science-Fiction Animation Documentary'.split(' ');

/** 1,200 movies as people keep them: without a rating here, without a year there, some with a note. */
export function madeRows(): Row[] {
  const random = randomFrom(20);
  const movies = knownMovies().slice(-1_200);
  return movies.map(({ title, director }) => ({
    title,
    director,
    year: random(20) === 0 ? undefined : 1_920 + random(105),
    rating: random(5) === 0 ? undefined : random(101) / 10,
    genres: GENRES.filter(() => random(5) === 0),
    seen: random(2) === 0 ? '' : `20${10 + random(15)}-0${1 + random(9)}-1${random(10)}`,
    note: random(10) === 0 ? `“${title}”, again;\nwith "friends", = 2` : '',
  }));
}

/** The rows as a spreadsheet in a country with a decimal comma writes them. */
export function spreadsheetOf(rows: readonly Row[]): string {
  const lines = rows.map(({ title, director, year, rating, genres, seen, note }) =>
    [title, director, year ?? '', String(rating ?? '').replace('.', ','), genres.join('; '), seen, note].map(cell),
  );
  return `\ufeff${[['Film', 'Director', 'Year', 'Stars', 'Genres', 'Seen', 'Note'], ...lines]
    .map((line) => `${line.join(';')}\r\n`)
    .join('')}`;
}

function cell(value: string | number): string {
  return /[";\n]/.test(`${value}`) ? `"${`${value}`.replaceAll('"', '""')}"` : `${value}`;
}
