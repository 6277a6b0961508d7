import { type Movie, NO_LABELS } from '../movie.js';
import { sameList } from '../same-movie.js';
import type { Field } from './term.js';
import { cutWords, joinWords, type OnWord, wordsOf } from './words.js';

/** How many words of a field are in the index. More are rare, and would let one movie take megabytes. */
export const MAX_WORDS = { title: 32, director: 16, genre: 4, label: 256 } as const;

const CUT_FROM: Readonly<Record<Field, (movie: Movie, onWord: OnWord) => void>> = {
  title: ({ title }, onWord) => cutWords(title, MAX_WORDS.title, onWord),
  director: ({ director }, onWord) => {
    if (director !== '') cutWords(director, MAX_WORDS.director, onWord);
  },
  genre: ({ genres }, onWord) => {
    for (const genre of genres) for (const word of genreWords(genre)) onWord(word, 0, word.length);
  },
  label: ({ labels }, onWord) => {
    if (labels !== NO_LABELS) cutWords(Object.values(labels).join('\n'), MAX_WORDS.label, onWord);
  },
};

/** Cuts the words of a movie from a field, in their order. */
export function cutMovie(movie: Movie, field: Field, onWord: OnWord): void {
  CUT_FROM[field](movie, onWord);
}

/** The words of a movie in a field, in their order. Takes a microsecond. */
export function movieWords(movie: Movie, field: Field): readonly string[] {
  const words: string[] = [];
  cutMovie(movie, field, (text, start, end) => words.push(text.slice(start, end)));
  return words;
}

/** The words of genres that came lately: most movies have the same few. */
const GENRES = new Map<string, readonly string[]>();
const MAX_GENRES = 1_000;

/** A genre has few words, so they are in the index joined, too: `Sci-Fi` as `sci`, `fi` and `scifi`. */
function genreWords(genre: string): readonly string[] {
  const known = GENRES.get(genre);
  if (known) return known;
  const words = wordsOf(genre, MAX_WORDS.genre);
  if (words.length > 1) words.push(joinWords(words));
  if (GENRES.size >= MAX_GENRES) GENRES.clear();
  GENRES.set(genre, words);
  return words;
}

/** Whether two movies have the same words everywhere, because they have the same texts. */
export function haveSameTexts(a: Movie, b: Movie): boolean {
  return a.title === b.title && a.director === b.director && sameList(a.genres, b.genres) && sameLabels(a, b);
}

function sameLabels(a: Movie, b: Movie): boolean {
  return a.labels === b.labels || sameList(Object.values(a.labels), Object.values(b.labels));
}
