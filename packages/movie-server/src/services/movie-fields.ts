import type { Movie } from 'movie-catalog';
import type { v1 } from 'movie-proto';

/** A field of a movie that an update may change. */
export type Changeable = Exclude<keyof Movie | keyof v1.Movie, 'id' | 'etag'>;

/** What updates do with a field. */
interface FieldRule {
  /** Whether one update may set it for many movies at once. */
  readonly isShared: boolean;
  /** Whether an update without a mask leaves it as it is. */
  isEmpty(movie: Movie): boolean;
}

/** A field that the catalog or the contract has, and that is missing here, does not compile. */
const FIELDS: Readonly<Record<Changeable, FieldRule>> = {
  title: { isShared: false, isEmpty: ({ title }) => title === '' },
  rating: { isShared: true, isEmpty: ({ rating }) => rating === undefined },
  director: { isShared: true, isEmpty: ({ director }) => director === '' },
  releaseYear: { isShared: true, isEmpty: ({ releaseYear }) => releaseYear === 0 },
  genres: { isShared: true, isEmpty: ({ genres }) => genres.length === 0 },
  labels: { isShared: true, isEmpty: ({ labels }) => Object.keys(labels).length === 0 },
};

/** The fields that an update may change. */
// `Object.keys` gives texts. The literal has these keys and no others, or it would not compile.
export const CHANGEABLE: readonly Changeable[] = Object.keys(FIELDS) as Changeable[];

/** The fields that an update may change of many movies at once. */
export const CHANGEABLE_TOGETHER: readonly Changeable[] = CHANGEABLE.filter((field) => FIELDS[field].isShared);

/** The fields that a caller has set to something. */
export function populatedFields(movie: Movie): readonly Changeable[] {
  return CHANGEABLE.filter((field) => !FIELDS[field].isEmpty(movie));
}
