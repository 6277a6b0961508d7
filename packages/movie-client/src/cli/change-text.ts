import type { MovieChange } from '../movie.js';
import { movieChanges } from './terminal/movie-changes.js';
import { movieSummary } from './terminal/movie-output.js';
import { printable } from './terminal/printable.js';

/** What a write does to a movie, on one line: `changed: The Martian (a1): rating 8.2 → 9, +Drama`. */
export function changeText({ before, after }: MovieChange): string {
  const movie = after ?? before;
  if (!movie) return '';
  // Before it is written, a movie whose id the server makes has one that it won't keep.
  if (!before) return `new: ${movieSummary(movie)}`;
  const name = printable(`${movie.title} (${movie.id})`);
  if (!after) return `deleted: ${name}`;
  return `changed: ${name}: ${movieChanges(before, after).map(printable).join(', ')}`;
}
