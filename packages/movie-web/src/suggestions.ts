import { signal } from '@preact/signals';
import type { ValueCount } from 'movie-proto/web';
import { summarizeMovies } from './movie-calls.js';

/** What many movies have, most first. */
export interface Suggestions {
  readonly genres: readonly ValueCount[];
  readonly directors: readonly ValueCount[];
  readonly labelKeys: readonly ValueCount[];
}

/** What a person may want to type; nothing until it is asked for. */
export const suggestions = signal<Suggestions>({ genres: [], directors: [], labelKeys: [] });

/** Whether the catalog has changed since it was asked. */
let isStale = true;

/** Says that movies have changed. */
export function outdateSuggestions(): void {
  isStale = true;
}

/** Asks the server for suggestions, if it may have others than before. Without an answer the fields work, too. */
export async function loadSuggestions(): Promise<void> {
  if (!isStale) return;
  isStale = false;
  try {
    suggestions.value = await summarizeMovies();
  } catch {
    isStale = true;
  }
}
