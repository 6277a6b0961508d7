/** The tutorial's contract, `movie.proto`. Its service has no package: `/Movie/GetMovieByID` on the wire. */
export * from './gen/movie.js';
