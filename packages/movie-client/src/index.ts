export { createMovieClient, DEFAULT_TIMEOUT_MS, type MovieClient, type MovieClientOptions } from './client.js';
export { MovieError, type MovieErrorCode } from './movie-error.js';
