export { type CatalogSnapshot, MovieCatalog } from './catalog.js';
export {
  CatalogReloadedError,
  type CommittedChanges,
  type HistoryOptions,
  type Position,
  PositionLostError,
  WatcherTooSlowError,
} from './change-history.js';
export type { ReadOptions } from './fair-queue.js';
export { type JsonFileOptions, openJsonFile } from './json-file/json-file.js';
export { readDatabase } from './json-file/read-database.js';
export type { MovieFilter } from './lists/movie-filter.js';
export type { ListQuery } from './lists/movie-lists.js';
export { type Cursor, cursorAt, type MovieOrder, type OrderKey } from './lists/movie-order.js';
export type { Page } from './lists/movie-page.js';
export { MemoryStore } from './memory/memory-store.js';
export type { Movie } from './movie.js';
export { etagOf } from './movie-hash.js';
export {
  idProblem,
  MAX_BYTES,
  MAX_GENRES,
  type MovieField,
  movieViolations,
  textProblem,
  type Violation,
} from './movie-rules.js';
export { isPostgresUrl } from './postgres/postgres-url.js';
export { sameMovie } from './same-movie.js';
export type { FoundMovie } from './search/movie-search.js';
export {
  type Commit,
  type Decide,
  type Decision,
  type GetMovie,
  type MovieChange,
  type MovieUpdate,
  type Replica,
  type Snapshot,
  type Store,
  StoreError,
  type StoreErrorReason,
} from './store.js';
export type { StoreLog } from './store-log.js';
