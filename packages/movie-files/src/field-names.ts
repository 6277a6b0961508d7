/** The fields of a movie in a file, in the order of a CSV file's columns. */
export const FIELD_NAMES = ['id', 'title', 'rating', 'director', 'releaseYear', 'genres'] as const;

/** A field of a movie in a file. */
export type FieldName = (typeof FIELD_NAMES)[number];

/** Words of the screens for fields that have another name in files. */
const OTHER_WORDS: Readonly<Record<string, FieldName>> = { year: 'releaseYear', genre: 'genres' };

/** How to read the names of the fields in a file of another program. */
export interface ReadOptions {
  /** Names in the file, in any case, and the fields that they mean; an empty text leaves a field out. Default: none. */
  readonly names?: ReadonlyMap<string, FieldName | ''>;
  /** Leaves out what is no field of a movie. Default: false. */
  readonly ignoresUnknown?: boolean;
}

/** The field with this name, in any case and spelling: `Release Year`, `release_year` and `year` are `releaseYear`. */
export function fieldNamed(name: string): FieldName | undefined {
  const sought = folded(name);
  const word = Object.hasOwn(OTHER_WORDS, sought) ? OTHER_WORDS[sought] : undefined;
  return word ?? FIELD_NAMES.find((field) => folded(field) === sought);
}

/** The options' names with what `folded` makes of them. */
export function foldedNames({ names = new Map() }: ReadOptions): ReadonlyMap<string, FieldName | ''> {
  return new Map([...names].map(([name, field]) => [folded(name), field]));
}

/** A name without what people spell in different ways. */
export function folded(name: string): string {
  return name.replace(/[\s_-]/g, '').toLowerCase();
}
