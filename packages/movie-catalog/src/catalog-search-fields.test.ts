import { describe, expect, test } from '@jest/globals';
import { MovieCatalog } from './catalog.js';
import { MemoryStore } from './memory/memory-store.js';
import type { Movie } from './movie.js';
import { sampleMovie } from './testing/sample-movie.js';

const MOVIES = [
  sampleMovie('odyssey', {
    title: '2001: A Space Odyssey',
    director: 'Stanley Kubrick',
    releaseYear: 1968,
    genres: ['Sci-Fi'],
  }),
  sampleMovie('shrek', { title: 'Shrek', director: 'Andrew Adamson', releaseYear: 2001, genres: ['Comedy', 'Family'] }),
  sampleMovie('amelie', {
    title: 'Amélie',
    director: 'Jean-Pierre Jeunet',
    releaseYear: 2001,
    genres: ['Comedy', 'Romance'],
  }),
  sampleMovie('king', {
    title: 'The King of Comedy',
    director: 'Martin Scorsese',
    releaseYear: 1982,
    genres: ['Drama'],
  }),
  sampleMovie('1917', { title: '1917', director: 'Sam Mendes', releaseYear: 2019, genres: ['War'] }),
  sampleMovie('cure', { title: 'The Cure', director: 'Charlie Chaplin', releaseYear: 1917, genres: ['Comedy'] }),
  sampleMovie('alien', {
    title: 'Alien',
    director: 'Ridley Scott',
    releaseYear: 1979,
    genres: ['Horror', 'Sci-Fi'],
    labels: { shelf: 'Été à Nice', note: 'Watched with Zazie\ntwice' },
  }),
];

async function search(words: string, { movies = MOVIES, limit = 10, filter = {} } = {}) {
  const catalog = await MovieCatalog.open(new MemoryStore(movies));
  const { found, droppedWords } = await catalog.search(words, { limit, filter });
  return { ids: found.map(({ movie }) => movie.id), droppedWords };
}

describe('a search finds', () => {
  test.each([
    ['a year', '2001', ['odyssey', 'shrek', 'amelie']],
    ['a year, beside a title', 'amelie 2001', ['amelie']],
    ['a title that is a year', '1917', ['1917', 'cure']],
    ['a genre after titles', 'comedy', ['king', 'shrek', 'amelie', 'cure']],
    ['a genre of two words', 'sci-fi', ['odyssey', 'alien']],
    ['a genre of two words, joined', 'scifi', ['odyssey', 'alien']],
    ['a misspelt genre and a director', 'comdy adamson', ['shrek']],
    ['a genre and a year', 'comedy 2001', ['shrek', 'amelie']],
    ['a word of a label', 'zazie', ['alien']],
    ['a word of a label after a line break', 'twice', ['alien']],
    ['a word of a label, beside a title', 'alien ete', ['alien']],
    ['no key of a label', 'shelf', []],
    ['no year that is almost right', '1978', []],
    ['no beginning of a year', '200', ['odyssey']],
  ])('%s: %s', async (_, words, ids) => {
    expect((await search(words)).ids).toEqual(ids);
  });

  test('a year in a title no better if the movie was released in it', async () => {
    const movies = [
      sampleMovie('a', { title: '2001 Ants', releaseYear: 1999 }),
      sampleMovie('b', { title: '2001 Bees', releaseYear: 2001 }),
    ];
    expect((await search('2001', { movies })).ids).toEqual(['a', 'b']);
  });

  test('years, genres and labels as they are now', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore(MOVIES));
    await catalog.search('build the index', { limit: 1 });
    const find = async (words: string) =>
      (await catalog.search(words, { limit: 10 })).found.map(({ movie }) => movie.id).join(' ');
    const shrek = MOVIES.find(({ id }) => id === 'shrek');
    const put = (after: Movie) => catalog.write(() => ({ changes: [{ id: 'shrek', after }], result: undefined }));
    if (!shrek) throw new Error('There is no Shrek.');
    await put({ ...shrek, releaseYear: 1966 });
    expect([await find('1966'), await find('family')]).toEqual(['shrek', 'shrek']);
    await put({ ...shrek, genres: ['Animation'] });
    expect([await find('1966'), await find('family'), await find('animation')]).toEqual(['', '', 'shrek']);
    await put({ ...shrek, genres: ['Animation'], labels: { note: 'ogre' } });
    expect([await find('ogre'), await find('animation')]).toEqual(['shrek', 'shrek']);
    await put({ ...shrek, labels: { note: 'onion' } });
    expect([await find('ogre'), await find('animation'), await find('onion')]).toEqual(['', '', 'shrek']);
  });

  test('only movies that match the filter, as many as there are', async () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      sampleMovie(`${index}`, { title: 'Same', rating: index % 100 === 99 ? 9 : 1 }),
    );
    const { ids } = await search('same', { movies: many, filter: { minRating: 8 } });
    expect(ids).toEqual(['99', '199', '299', '399', '499']);
  });
});

describe('if no movie has all words', () => {
  test.each([
    ['most of them are enough', 'alien scott qqqqq kubrick', ['alien', 'odyssey'], ['qqqqq']],
    ['words that none has are dropped as they were written', 'Qqqqq, ÄLIEN  Zzzzz!', ['alien'], ['Qqqqq', 'Zzzzz']],
    ['of those with as many, the better match is first', 'adamson alien', ['alien', 'shrek'], []],
    [
      'those with most of them come first, even if others match one of them better',
      'alien comedy 2001',
      ['shrek', 'amelie', 'alien', 'odyssey', 'king', 'cure'],
      [],
    ],
    ['a letter does not begin words', 'alien qqqqq s', ['alien'], ['qqqqq', 's']],
    ['nothing is found if none of the words is', 'Qqqqq zzzzz', [], ['Qqqqq', 'zzzzz']],
    ['nothing is found for one word', 'Qqqqq', [], ['Qqqqq']],
  ])('%s: %s', async (_, words, ids, droppedWords) => {
    expect(await search(words)).toEqual({ ids, droppedWords });
  });

  test('among those that match the filter, the best of these are found', async () => {
    const filter = { maxReleaseYear: 1978 };
    expect(await search('alien sci-fi', { filter })).toEqual({ ids: ['odyssey'], droppedWords: ['alien'] });
  });

  test('the scores fall, and are above 0', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore(MOVIES));
    const { found } = await catalog.search('alien horror 2001 comedy the', { limit: 10 });
    const scores = found.map(({ score }) => score);
    expect(scores).toHaveLength(6);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.every((score) => score > 0)).toBe(true);
  });
});

test('if a movie has all words, those with fewer are not found', async () => {
  expect(await search('comedy 2001 shrek')).toEqual({ ids: ['shrek'], droppedWords: [] });
});

test('words after the first 16 are dropped, even if the movie has them', async () => {
  const words = [...'abcdefghijklmnopqr'].map((letter) => `${letter}${letter}word`);
  const movies = [sampleMovie('1', { title: words.join(' ') })];
  expect(await search(words.join(' '), { movies })).toEqual({ ids: ['1'], droppedWords: words.slice(16) });
});
