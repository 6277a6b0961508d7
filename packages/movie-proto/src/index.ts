// The only door of this package.

/** The tutorial's contract, `movie.proto`. Its service has no package: `/Movie/GetMovieByID` on the wire. */
export * from './gen/movie.js';
export { READS } from './reads.js';
/** The catalog's contract, package `movie.v1`. */
export * as v1 from './v1.js';
