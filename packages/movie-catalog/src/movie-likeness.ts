import { foldText } from './fold-text.js';
import type { Movie } from './movie.js';

/**
 * What is the same for movies with the same title, release year and director, without regard to case, accents and
 * how many spaces are at their ends or between words: they are likely to be one movie twice. For comparing only.
 */
export function likenessOf({ title, releaseYear, director }: Movie): string {
  // Neither a title nor a name has line breaks.
  return `${withPlainSpaces(foldText(title))}\n${releaseYear}\n${withPlainSpaces(foldText(director))}`;
}

function withPlainSpaces(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
