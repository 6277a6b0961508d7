import { type CallOptions, checkTimeout } from './call-options.js';
import type { ImportOptions } from './calls/import-movies.js';
import type { PageOptions } from './calls/list-movies.js';
import type { SearchOptions, SummaryOptions } from './calls/search-movies.js';
import type { WatchOptions } from './calls/watch-movies.js';
import type { BatchOptions, RevertOptions, WriteOptions } from './calls/write-movies.js';
import { filter } from './query-checks.js';
import { type Checks, callback, checkKeys, flag, oneOf, signal, text, wholeNumber } from './value-checks.js';

const CALL = { signal, timeoutMs: checkTimeout } satisfies Checks<CallOptions>;

/** The options of the calls. */
const OPTIONS = {
  call: CALL,
  page: { ...CALL, pageSize: wholeNumber, pageToken: text } satisfies Checks<PageOptions>,
  search: { ...CALL, limit: wholeNumber, filter } satisfies Checks<SearchOptions>,
  summary: { ...CALL, limit: wholeNumber } satisfies Checks<SummaryOptions>,
  write: { ...CALL, etag: text, allowMissing: flag } satisfies Checks<WriteOptions>,
  batch: { ...CALL, expectedCount: wholeNumber, validateOnly: flag } satisfies Checks<BatchOptions>,
  revert: { ...CALL, validateOnly: flag } satisfies Checks<RevertOptions>,
  import: {
    ...CALL,
    mode: oneOf(['create', 'upsert']),
    skipInvalid: flag,
    validateOnly: flag,
    onSent: callback,
  } satisfies Checks<ImportOptions>,
  watch: {
    ...CALL,
    resumeToken: text,
    skipExisting: flag,
    onInterruption: callback,
    onStart: callback,
    onResumption: callback,
  } satisfies Checks<WatchOptions>,
} as const;

/**
 * Checks the options of a call.
 *
 * @throws TypeError or RangeError that names the option
 */
export function checkCallOptions(options: unknown, call: keyof typeof OPTIONS): void {
  checkKeys(options, OPTIONS[call], 'an option of this call');
}
