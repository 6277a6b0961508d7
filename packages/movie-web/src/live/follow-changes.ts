import { CallError } from '../connect/call-error.js';
import { watchMovies } from '../movie-calls.js';
import type { Change } from './change.js';

/** What a follower of the catalog's changes learns. */
export type LiveMessage =
  /** Changes, in order, and the token that continues after them. */
  | { readonly kind: 'changes'; readonly changes: readonly Change[]; readonly resumeToken: string }
  /** The server is there, and all changes up to the token have come. `isWhole` is false if some may be missing. */
  | { readonly kind: 'live'; readonly isWhole: boolean; readonly resumeToken: string }
  /** The server is away. */
  | { readonly kind: 'away' };

/** How long changes gather, in milliseconds: an import brings thousands. */
const GATHER = 30;
/** How many changes are passed on one by one; beyond that, fetching what is in view again is less work. */
const MOST_CHANGES = 1_000;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;
/** How long a watch may be silent, in milliseconds: three times the server's pause between checkpoints. */
const LONGEST_SILENCE = 90_000;

/** Why a watch ended that was silent for too long. */
const SILENT = new Error('The watch was silent for too long.');

/**
 * Follows the catalog's changes, through restarts of the server, until the signal ends it.
 *
 * @param resumeToken where to continue; empty to begin now
 */
export async function followChanges(
  resumeToken: string,
  tell: (message: LiveMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  let token = resumeToken;
  let pause = FIRST_PAUSE;
  const tellNews = (message: LiveMessage) => {
    if (message.kind !== 'away') token = message.resumeToken;
    pause = FIRST_PAUSE;
    tell(message);
  };
  while (!signal.aborted) {
    try {
      await watchOnce(token, tellNews, signal);
    } catch (error) {
      if (signal.aborted) return;
      // The changes since the token are gone; begin again from now on.
      if (isFinal(error)) token = '';
      // If the server is there, the next watch continues, and nobody need know.
      else if (error !== SILENT) tell({ kind: 'away' });
    }
    await delay(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/** Watches until the connection is lost. @throws what ended the watch, after all that it brought was passed on */
async function watchOnce(token: string, tell: (message: LiveMessage) => void, signal: AbortSignal): Promise<void> {
  const gathered = new Gathered(tell);
  // A connection can be lost without a word, as when a laptop sleeps.
  const silence = new AbortController();
  const onSilence = () => silence.abort(SILENT);
  let timer = setTimeout(onSilence, LONGEST_SILENCE);
  // A watch that resumes may bring nothing for long: that the server took it is the news.
  // One that is new begins with a checkpoint.
  let isNew = token === '';
  const onStart = () => token !== '' && tell({ kind: 'live', isWhole: true, resumeToken: token });
  try {
    for await (const { event, resumeToken } of watchMovies(token, AbortSignal.any([signal, silence.signal]), onStart)) {
      clearTimeout(timer);
      timer = setTimeout(onSilence, LONGEST_SILENCE);
      if (event?.$case === 'checkpoint') {
        if (isNew) tell({ kind: 'live', isWhole: false, resumeToken });
        isNew = false;
      } else if (event && event.$case !== 'existing') {
        gathered.add({ kind: event.$case, movie: event.value }, resumeToken);
      }
    }
  } finally {
    clearTimeout(timer);
    gathered.tell();
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof CallError && (error.code === 'out_of_range' || error.code === 'invalid_argument');
}

/** Changes that came at about the same time. */
class Gathered {
  readonly #tell: (message: LiveMessage) => void;
  #changes: Change[] = [];
  #resumeToken = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (message: LiveMessage) => void) {
    this.#tell = tell;
  }

  add(change: Change, resumeToken: string): void {
    this.#changes.push(change);
    this.#resumeToken = resumeToken;
    this.#timer ??= setTimeout(() => this.tell(), GATHER);
  }

  tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#changes.length === 0) return;
    const changes = this.#changes;
    const resumeToken = this.#resumeToken;
    this.#changes = [];
    const isTooMany = changes.length > MOST_CHANGES;
    this.#tell(isTooMany ? { kind: 'live', isWhole: false, resumeToken } : { kind: 'changes', changes, resumeToken });
  }
}

/** Waits; a tab that is online again needn't wait any longer. */
function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    }
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
