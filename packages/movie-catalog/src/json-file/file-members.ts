import { EMPTY_MOVIE, type Labels, MOVIE_FIELDS, type Movie } from '../movie.js';
import { sameValue } from '../same-movie.js';

/** What a field says in a file. Undefined, which JSON lacks, says what null does, or no member. */
export type FileValue = Movie[keyof Movie];

/** A member of an object as the file is to have it. */
export interface FileMember {
  readonly key: string;
  readonly value: FileValue;
  /** Whether the file is to say it. If not, no member says as much. */
  readonly isKnown: boolean;
  /** Whether a new object has it all the same, and one that has it keeps it; false by default. */
  readonly isKept?: boolean;
}

/** The fields in the order in which a new movie has them: first those of the tutorial's file, as it has them. */
const ORDER = new Set<keyof Movie>(['title', 'rating', 'director', 'id', ...MOVIE_FIELDS]);

/** The members of a movie. The tutorial's programs want a director in each, even one that isn't known. */
export function movieMembers(movie: Movie): FileMember[] {
  return Array.from(ORDER, (key) => {
    const value = movie[key];
    return { key, value, isKnown: !sameValue(value, EMPTY_MOVIE[key]), isKept: key === 'director' };
  });
}

/** The members of labels, of which there are others in the file: those that aren't labels any more are removed. */
export function labelMembers(labels: Labels, keysInFile: Iterable<string> = []): FileMember[] {
  const gone = Array.from(keysInFile).filter((key) => !Object.hasOwn(labels, key));
  return [
    ...gone.map((key) => ({ key, value: undefined, isKnown: false })),
    ...Object.entries(labels).map(([key, value]) => ({ key, value, isKnown: true })),
  ];
}
