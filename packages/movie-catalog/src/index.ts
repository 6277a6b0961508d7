export { type CatalogSnapshot, MovieCatalog } from './catalog.js';
export type { CommittedChanges, HistoryOptions, Position } from './change-history.js';
export type { ReadOptions } from './fair-queue.js';
export { CatalogReloadedError, PositionLostError, WatcherTooSlowError } from './history-errors.js';
export { type JsonFileOptions, openJsonFile } from './json-file/json-file.js';
export { readDatabase } from './json-file/read-database.js';
export { CursorLostError } from './lists/added-page.js';
export { type LabelFilter, type MovieFilter, type MovieMatcher, matcherOf } from './lists/movie-filter.js';
export type { ListQuery } from './lists/movie-lists.js';
export { type Cursor, isCursorOf, type MovieOrder, type OrderKey } from './lists/movie-order.js';
export type { Page, PagePart } from './lists/movie-page.js';
export type { DecadeCount, MovieSummary, SummaryQuery } from './lists/movie-summary.js';
export type { ValueCount } from './lists/value-tally.js';
export { MemoryStore } from './memory/memory-store.js';
export { EMPTY_MOVIE, type Labels, MOVIE_FIELDS, type Movie, NO_GENRES, NO_LABELS, sortedLabels } from './movie.js';
export { etagOf } from './movie-hash.js';
export { likenessOf } from './movie-likeness.js';
export {
  idProblem,
  labelKeyProblem,
  labelValueProblem,
  MAX_BYTES,
  MAX_GENRES,
  MAX_LABELS,
  type MovieField,
  movieViolations,
  textProblem,
  type Violation,
} from './movie-rules.js';
export { isPostgresUrl } from './postgres/postgres-url.js';
export { type Reversion, revertChanges } from './revert-changes.js';
export { sameMovie } from './same-movie.js';
export type { FoundMovie, FoundMovies, SearchQuery } from './search/movie-search.js';
export {
  type Commit,
  type CommitId,
  type Decide,
  type Decision,
  type GetMovie,
  type MovieChange,
  type MoviesNow,
  type MovieUpdate,
  type Replica,
  type Snapshot,
  type Store,
  StoreError,
  type StoreErrorReason,
  type Written,
} from './store.js';
export type { StoreLog } from './store-log.js';
export { TimeSlices } from './time-slices.js';
