import type { UnsplitGenre } from './movie-record.js';

/**
 * Genres as one field of a CSV file, separated by semicolons. A semicolon or backslash within a genre has a backslash
 * before it. So has a space at its start or end, since people type spaces after semicolons.
 */
export function formatGenres(genres: readonly string[]): string {
  return genres.map((genre) => genre.replace(/[\\;]|^\s|\s$/g, '\\$&')).join(';');
}

/** The opposite of `formatGenres`. */
export function parseGenres(text: string): readonly string[] {
  const genres: string[] = [];
  let characters: string[] = [];
  for (const character of [...(text.match(/\\?./gsu) ?? []), ';']) {
    if (character !== ';') {
      characters.push(character);
      continue;
    }
    genres.push(genreOf(characters));
    characters = [];
  }
  return genres.length === 1 && genres[0] === '' ? [] : genres;
}

/** The first genre that may be several, which something other than semicolons separates; undefined if there is none. */
export function unsplitIn(genres: readonly string[]): UnsplitGenre | undefined {
  for (const genre of genres) {
    const separator = /[^,|]([,|])[^,|]/.exec(genre)?.[1];
    if (separator !== undefined) return { genre, separator };
  }
  return undefined;
}

function genreOf(characters: readonly string[]): string {
  const isText = (character: string) => character.trim() !== '';
  const trimmed = characters.slice(Math.max(0, characters.findIndex(isText)), characters.findLastIndex(isText) + 1);
  return trimmed.map((character) => character.replace(/^\\(?=.)/s, '')).join('');
}
