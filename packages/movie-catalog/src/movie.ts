/** One movie. An immutable value: a changed movie is a new one. */
export interface Movie {
  /** Unique in the catalog. */
  readonly id: string;
  /** The title under which it was released. */
  readonly title: string;
  /** From 0 to 10. */
  readonly rating: number;
  /** The director's name, or empty if it isn't known. */
  readonly director: string;
  /** The year of its first release, or 0 if it isn't known. */
  readonly releaseYear: number;
  /** In the order given, without repeats. */
  readonly genres: readonly string[];
}
