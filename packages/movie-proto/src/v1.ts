export * from './gen/movie/v1/movie.js';
export * from './gen/movie/v1/movie_service.js';
