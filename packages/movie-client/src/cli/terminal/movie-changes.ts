import type { Movie } from '../../movie.js';
import { oneLine } from './printable.js';

/** How each field of a movie has changed, in the order of the screens. The id never does, and the etag always. */
const CHANGES = {
  id: () => [],
  title: ({ title: a }, { title: b }) => replaced('title', a, b),
  rating: ({ rating: a }, { rating: b }) => replaced('rating', a ?? 'not rated', b ?? 'not rated'),
  director: ({ director: a }, { director: b }) => replaced('director', a || 'unknown', b || 'unknown'),
  releaseYear: ({ releaseYear: a }, { releaseYear: b }) => replaced('year', a || 'unknown', b || 'unknown'),
  genres: ({ genres: a }, { genres: b }) => genreChanges(a, b),
  labels: ({ labels: a }, { labels: b }) => labelChanges(a, b),
  etag: () => [],
} satisfies Record<keyof Movie, (before: Movie, after: Movie) => readonly string[]>;

/** What has changed from one state of a movie to another, each on a line: `rating 8.8 → 9`, `+Drama`, `−shelf=B 2`. */
export function movieChanges(before: Movie, after: Movie): string[] {
  return Object.values(CHANGES).flatMap((changesOf) => changesOf(before, after));
}

function replaced(name: string, before: string | number, after: string | number): string[] {
  return before === after ? [] : [`${name} ${before} → ${after}`];
}

function genreChanges(before: readonly string[], after: readonly string[]): string[] {
  const added = after.filter((genre) => !before.includes(genre)).map((genre) => `+${genre}`);
  const removed = before.filter((genre) => !after.includes(genre)).map((genre) => `−${genre}`);
  const changes = [...added, ...removed];
  return changes.length > 0 ? changes : replaced('genres', before.join(', '), after.join(', '));
}

function labelChanges(before: Movie['labels'], after: Movie['labels']): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => {
    const [a, b] = [before[key], after[key]];
    if (a === b) return [];
    if (a === undefined || b === undefined) return [oneLine(`${a === undefined ? '+' : '−'}${key}=${a ?? b}`)];
    return [oneLine(`${key} ${a} → ${b}`)];
  });
}
