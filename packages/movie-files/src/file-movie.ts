/** A movie of a file. Without an id the server makes one. */
export interface FileMovie {
  readonly id: string;
  readonly title: string;
  /** Undefined if it isn't rated. */
  readonly rating?: number | undefined;
  readonly director: string;
  /** 0 if it isn't known. */
  readonly releaseYear: number;
  readonly genres: readonly string[];
  readonly labels: Labels;
  /** Guards the movie: an import changes it only if this is its current etag. Empty if nothing guards it. */
  readonly etag: string;
}

/** The labels of a movie, by their keys. */
export type Labels = Readonly<Record<string, string>>;
