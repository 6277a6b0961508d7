export { type MovieServerOptions, startMovieServer } from './server.js';
export { byToken, CLOSED, OPEN, type WriteAccess, type WriteToken } from './services/write-access.js';
