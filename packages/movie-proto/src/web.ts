/** The catalog's contract for browsers: the messages of `movie.v1`, and its service as data. */
export * from './gen/web/movie/v1/movie.js';
export * from './gen/web/movie/v1/movie_service.js';
