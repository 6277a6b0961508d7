import { type FieldPath, folded, type LabelPath, type ReadOptions } from './field-names.js';

/** How the lists that a site exports differ from our CSV. */
export interface ListExport {
  /** The site's columns, and what they become; an empty text leaves one out. */
  readonly columns: Readonly<Record<string, FieldPath | ''>>;
  /** Columns that are kept as a label beside what they become. */
  readonly labelsBeside: Readonly<Record<string, LabelPath>>;
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
    'Date Rated': 'labels.rated',
    'Original Title': 'labels.original title',
    URL: 'labels.url',
    'Title Type': 'labels.type',
    'Runtime (mins)': 'labels.minutes',
    Created: 'labels.listed',
    Description: 'labels.note',
    Position: '',
    Modified: '',
    'IMDb Rating': '',
    'Num Votes': '',
    'Release Date': '',
  },
  // As the id it finds the movie again when the list is imported again; as a label it stays readable.
  labelsBeside: { Const: 'labels.imdb' },
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
    Date: 'labels.logged',
    'Letterboxd URI': 'labels.letterboxd',
    Rewatch: 'labels.rewatch',
    Review: 'labels.review',
    Tags: 'labels.tags',
    'Watched Date': 'labels.watched',
    URL: 'labels.letterboxd',
    Description: 'labels.note',
    Position: '',
  },
  labelsBeside: {},
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
  const names = new Map<string, FieldPath | ''>();
  for (const [name, field] of Object.entries(site.columns)) {
    if (present.has(folded(name))) names.set(name, taken.has(field) ? '' : field);
  }
  return { ...options, names: new Map([...names, ...own]) };
}

/** Whether a list of Letterboxd begins with this row: its title and a blank line come before its columns. */
export function isLetterboxdTitle([title = '', ...more]: readonly string[]): boolean {
  return more.length === 0 && title.startsWith('Letterboxd list export');
}

/** The longest value of a label that a catalog takes, in bytes of UTF-8. */
const MAX_LABEL_BYTES = 1_024;
const CUT = '…';

/** A site's text as a label. A review can be longer than a label, and a part of it is better than no import. */
export function siteLabel(text: string): string {
  const bytes = new Uint8Array(MAX_LABEL_BYTES);
  if (encodedLength(text, bytes) === text.length) return text;
  const room = bytes.subarray(new TextEncoder().encode(CUT).length);
  return `${text.slice(0, encodedLength(text, room))}${CUT}`;
}

/** How many UTF-16 units of a text fit, as whole characters. */
function encodedLength(text: string, bytes: Uint8Array): number {
  return new TextEncoder().encodeInto(text, bytes).read;
}
