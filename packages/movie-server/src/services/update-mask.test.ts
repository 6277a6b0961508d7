import { describe, expect, test } from '@jest/globals';
import { MAX_LABELS } from 'movie-catalog';
import { sampleMovie } from 'movie-catalog/testing';
import { movieCalls, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

const LABELS = { shelf: 'A 3', 'my note': 'old', watched: 'yes' };

async function start(labels: Readonly<Record<string, string>> = LABELS) {
  const server = await startServer({ movies: [sampleMovie('a', { rating: 7, labels })] });
  return { ...server, movies: movieCalls(server.client) };
}

describe('a mask changes of the labels', () => {
  test.each<[string, string[], Record<string, string>, Record<string, string>]>([
    ['all with `labels`', ['labels'], { new: '1' }, { new: '1' }],
    ['all with `labels`, to none', ['labels'], {}, {}],
    ['one that it names', ['labels.shelf'], { shelf: 'B', watched: 'no' }, { ...LABELS, shelf: 'B' }],
    ['one that is new', ['labels.disc_2'], { disc_2: 'x' }, { ...LABELS, disc_2: 'x' }],
    ['one with letters of any script', ['labels.ключ'], { ключ: 'x' }, { ...LABELS, ключ: 'x' }],
    [
      'one with other signs, between backquotes',
      ['labels.`my note`'],
      { 'my note': 'new' },
      { ...LABELS, 'my note': 'new' },
    ],
    ['a plain one between backquotes', ['labels.`shelf`'], { shelf: 'B' }, { ...LABELS, shelf: 'B' }],
    ['one to an empty value', ['labels.shelf'], { shelf: '' }, { ...LABELS, shelf: '' }],
    [
      'several',
      ['labels.shelf', 'labels.watched'],
      { shelf: 'B', watched: 'no' },
      { ...LABELS, shelf: 'B', watched: 'no' },
    ],
    ['one that the request does not have: it goes', ['labels.shelf'], {}, { 'my note': 'old', watched: 'yes' }],
    ['one that nobody has: nothing', ['labels.nothing'], {}, LABELS],
    ['a property of objects: nothing', ['labels.constructor'], {}, LABELS],
    ['all, where it names one of them too', ['labels.shelf', 'labels'], { new: '1' }, { new: '1' }],
  ])('%s', async (_, updateMask, labels, expected) => {
    await using server = await start();
    const { movie } = await server.movies.update({ movie: { id: 'a', title: 'not meant', labels }, updateMask });
    expect(movie).toMatchObject({ title: 'Title a', rating: 7 });
    expect(movie?.labels).toEqual(expected);
  });
});

test('without a mask, labels replace all others, and none leave them as they are', async () => {
  await using server = await start();
  const { movies } = server;
  expect((await movies.update({ movie: { id: 'a', title: 'New' } })).movie?.labels).toEqual(LABELS);
  expect((await movies.update({ movie: { id: 'a', labels: { new: '1' } } })).movie?.labels).toEqual({ new: '1' });
});

test('without a mask, a rating of 0 is a value like others', async () => {
  await using server = await start();
  const { movies } = server;
  expect((await movies.update({ movie: { id: 'a', title: 'New' } })).movie?.rating).toBe(7);
  expect((await movies.update({ movie: { id: 'a', rating: 0 } })).movie?.rating).toBe(0);
});

describe('a mask is refused', () => {
  test.each([
    'labels.',
    'labels.my note',
    'labels.imdb-id',
    'labels.`',
    'labels.``',
    'labels.`a',
    'labels.`a``b`',
    'labels.` a`',
    'labels.__proto__',
    'labels.a.b',
    'labels.`shelf`.x',
    'Labels',
    'title.x',
  ])('with the path %s', async (path) => {
    await using server = await start();
    const [violation] = await violationsOf(server.movies.update({ movie: { id: 'a' }, updateMask: [path] }));
    expect(violation).toMatch(/^update_mask\.paths\[0\] must be one of title, .*labels\.KEY/);
    expect(violation).toContain(JSON.stringify(path));
  });
});

describe('the labels of an update', () => {
  test('are held to the rules, by their keys', async () => {
    await using server = await start();
    const labels = { shelf: 'a\u0007', 'no=key': 'x', other: 'a\u0007' };
    const all = await violationsOf(server.movies.update({ movie: { id: 'a', labels }, updateMask: ['labels'] }));
    expect(all).toEqual([
      expect.stringMatching(/^movie\.labels\["no=key"\] must begin with a letter or digit/),
      'movie.labels["other"] must not contain control characters other than \\n',
      'movie.labels["shelf"] must not contain control characters other than \\n',
    ]);
    const one = await violationsOf(server.movies.update({ movie: { id: 'a', labels }, updateMask: ['labels.shelf'] }));
    expect(one).toEqual(['movie.labels["shelf"] must not contain control characters other than \\n']);
  });

  test('keep the case of their keys in what is said of them', async () => {
    await using server = await start();
    const labels = { 'My Shelf': 'a\u0007' };
    const [violation] = await violationsOf(server.movies.update({ movie: { id: 'a', labels } }));
    expect(violation).toBe('movie.labels["My Shelf"] must not contain control characters other than \\n');
  });

  test('are no more together with the movie’s own than a movie takes', async () => {
    const labels = Object.fromEntries(Array.from({ length: MAX_LABELS }, (_, index) => [`label ${index}`, '']));
    await using server = await start(labels);
    const update = { movie: { id: 'a', labels: { more: 'x' } }, updateMask: ['labels.more'] };
    expect(await violationsOf(server.movies.update(update))).toEqual(['movie.labels must be at most 32, and are 33']);
    expect((await server.movies.get('a')).movie?.labels).toEqual(labels);
  });
});
