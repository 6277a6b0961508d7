import type { MovieChange } from '../movie.js';
import { movieChanges } from './terminal/movie-changes.js';
import { printable } from './terminal/printable.js';

/** What a write does to a movie, on one line: `changed: The Martian (a1): rating 8.2 → 9, +Drama`. */
export function changeText({ before, after }: MovieChange): string {
  const movie = after ?? before;
  if (!movie) return '';
  const name = printable(`${movie.title} (${movie.id})`);
  if (!before) return `new: ${name}`;
  if (!after) return `deleted: ${name}`;
  return `changed: ${name}: ${movieChanges(before, after).map(printable).join(', ')}`;
}
