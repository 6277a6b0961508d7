export { knownMovies } from './known-movies.js';
export { randomFrom } from './random-from.js';
export { sampleMovie } from './sample-movie.js';
