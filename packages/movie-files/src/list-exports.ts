import { type FieldName, folded, type ReadOptions } from './field-names.js';

/** How the lists that a site exports differ from our CSV. */
export interface ListExport {
  /** The site's columns, and the fields that they are; an empty text is for what movies don't have. */
  readonly columns: Readonly<Record<string, FieldName | ''>>;
  /** Columns by which its files are known. */
  readonly signs: readonly string[];
  /** What a rating is multiplied by. */
  readonly ratingFactor: number;
  /** What separates genres. */
  readonly genreSeparator: string;
}

/** IMDb's ratings, watchlist and lists. A rating is the person's own, not the site's average. */
const IMDB: ListExport = {
  columns: {
    Const: 'id',
    Title: 'title',
    'Your Rating': 'rating',
    Directors: 'director',
    Year: 'releaseYear',
    Genres: 'genres',
    Position: '',
    Created: '',
    Modified: '',
    Description: '',
    'Date Rated': '',
    'Original Title': '',
    URL: '',
    'Title Type': '',
    'IMDb Rating': '',
    'Runtime (mins)': '',
    'Num Votes': '',
    'Release Date': '',
  },
  signs: ['Const', 'Title', 'Title Type'],
  ratingFactor: 1,
  genreSeparator: ',',
};

/** Letterboxd's watched films, ratings, diary, reviews, watchlist and lists, rated with up to five stars. */
const LETTERBOXD: ListExport = {
  columns: {
    Name: 'title',
    Year: 'releaseYear',
    Rating: 'rating',
    Date: '',
    'Letterboxd URI': '',
    Rewatch: '',
    Review: '',
    Tags: '',
    'Watched Date': '',
    Position: '',
    URL: '',
    Description: '',
  },
  signs: ['Name', 'Year', 'Letterboxd URI'],
  ratingFactor: 2,
  genreSeparator: ',',
};

const LETTERBOXD_LIST: ListExport = { ...LETTERBOXD, signs: ['Position', 'Name', 'Year', 'URL', 'Description'] };

/** The site whose export has these columns; undefined if no site's has. */
export function listExportOf(columns: readonly string[]): ListExport | undefined {
  const names = new Set(columns.map(folded));
  return [IMDB, LETTERBOXD, LETTERBOXD_LIST].find(({ signs }) => signs.every((sign) => names.has(folded(sign))));
}

/** The options with the site's names for the columns that a file has. The options' own names win. */
export function withSiteNames(site: ListExport, columns: readonly string[], options: ReadOptions): ReadOptions {
  const own = new Map(options.names);
  const taken = new Set(own.values());
  const present = new Set(columns.map(folded));
  const names = new Map<string, FieldName | ''>();
  for (const [name, field] of Object.entries(site.columns)) {
    if (present.has(folded(name))) names.set(name, taken.has(field) ? '' : field);
  }
  return { ...options, names: new Map([...names, ...own]) };
}

/** Whether a list of Letterboxd begins with this row: its title and a blank line come before its columns. */
export function isLetterboxdTitle([title = '', ...more]: readonly string[]): boolean {
  return more.length === 0 && title.startsWith('Letterboxd list export');
}
