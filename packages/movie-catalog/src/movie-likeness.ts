import { foldText } from './fold-text.js';
import type { Movie } from './movie.js';

/**
 * What is the same for movies with the same title, release year and director, without regard to case and accents: they
 * are likely to be one movie twice. For comparing only.
 */
export function likenessOf({ title, releaseYear, director }: Movie): string {
  // Neither a title nor a name has line breaks.
  return `${foldText(title)}\n${releaseYear}\n${foldText(director)}`;
}
