import { describe, expect, test } from '@jest/globals';
import { csv } from './csv.js';
import type { ReadOptions } from './field-names.js';
import { ColumnsError } from './format-error.js';
import { json } from './json.js';
import { ndjson } from './ndjson.js';
import { RecordProblem } from './record-problem.js';
import { filledFields, readFields, readFile } from './testing/files.js';

const WHERE_SEEN = { names: new Map([['Where seen', 'labels.Where seen']] as const) };

describe('csv', () => {
  /** The first record of a file. */
  async function read(file: string, options?: ReadOptions) {
    const [record] = await readFile(csv, file, options);
    if (record?.movie instanceof RecordProblem) return record.movie.message;
    return record && { ...filledFields(record.movie), brings: record.brings };
  }

  test('a record brings the columns of its file, even where their cells are empty', async () => {
    expect(await read('id,title,rating,etag\na,T,,e\n')).toEqual({
      id: 'a',
      title: 'T',
      etag: 'e',
      brings: ['title', 'rating'],
    });
    const all = 'title,rating,director,year,genres,labels\n,,,,,\nT,,,,,\n';
    expect(await read(all)).toEqual({
      title: 'T',
      brings: ['title', 'rating', 'director', 'releaseYear', 'genres', 'labels'],
    });
  });

  test('columns that are left out are not brought', async () => {
    expect(await read('id,Mine,,Other\na,x,,y\n', { names: new Map([['Mine', '']]), ignoresUnknown: true })).toEqual({
      id: 'a',
      brings: [],
    });
  });

  test('a rating of 0 is one, and an empty cell is none', async () => {
    expect(await read('id,rating\na,0\n')).toEqual({ id: 'a', rating: 0, brings: ['rating'] });
    expect(await read('id,rating\na, \n')).toEqual({ id: 'a', brings: ['rating'] });
  });

  test('the column labels brings all labels, and a column of one label that one', async () => {
    expect(await read('id,labels\na,"seen=""yes; no""; shelf=B"\n')).toEqual({
      id: 'a',
      labels: { seen: 'yes; no', shelf: 'B' },
      brings: ['labels'],
    });
    expect(await read('id,Labels.shelf,label.Where Seen,labels.gone\na, B ,"x\r\ny",\n')).toEqual({
      id: 'a',
      labels: { shelf: ' B ', 'Where Seen': 'x\ny' },
      brings: ['labels.shelf', 'labels.Where Seen', 'labels.gone'],
    });
    expect(await read('id,Where seen\na,Lyon\n', WHERE_SEEN)).toEqual({
      id: 'a',
      labels: { 'Where seen': 'Lyon' },
      brings: ['labels.Where seen'],
    });
  });

  test('both kinds of columns go together unless they name the same label', async () => {
    expect(await readFields(csv, 'id,labels,labels.shelf\na,seen=yes,B\nb,shelf=A,B\nc,shelf=A,\n')).toEqual([
      { id: 'a', labels: { seen: 'yes', shelf: 'B' } },
      'line 3 has the label "shelf" twice: in labels and in labels.shelf',
      'line 4 has the label "shelf" twice: in labels and in labels.shelf',
    ]);
    expect(await read('id,labels,labels.shelf\na,seen=yes,B\n')).toMatchObject({ brings: ['labels'] });
    const twice = readFile(csv, 'id,labels.shelf,Labels.shelf\na,A,B\n');
    await expect(twice).rejects.toThrow(ColumnsError);
    await expect(twice).rejects.toThrow(
      /more than one column for labels\.shelf: the columns "labels\.shelf" and "Labels/,
    );
  });

  test('labels that are not like key=value are a problem', async () => {
    expect(await read('id,labels\na,seen; shelf=B\n')).toBe(
      'has the labels "seen; shelf=B", which must be an object of texts, or in CSV key=value; key=value with each key once',
    );
  });
});

describe.each([
  ['json', json],
  ['ndjson', ndjson],
])('%s', (_, format) => {
  async function read(record: object, options?: ReadOptions) {
    const [first] = await readFile(format, JSON.stringify(format === json ? { movies: [record] } : record), options);
    if (first?.movie instanceof RecordProblem) return first.movie.message;
    return first && { ...filledFields(first.movie), brings: first.brings };
  }

  test('a record brings its keys, even where their values are empty', async () => {
    expect(await read({ id: 'a', etag: 'e', score: 1 })).toEqual({ id: 'a', etag: 'e', brings: [] });
    const nulls = { title: null, rating: null, director: null, releaseYear: null, genres: null, labels: null };
    expect(await read({ id: 'a', ...nulls })).toEqual({ id: 'a', brings: Object.keys(nulls) });
    const empty = { title: '', director: '', releaseYear: 0, genres: [], labels: {} };
    expect(await read({ id: 'a', ...empty })).toEqual({ id: 'a', brings: Object.keys(empty) });
    expect(await read({ rating: 0 })).toEqual({ rating: 0, brings: ['rating'] });
  });

  test('labels are an object of texts, and one label can be a key of its own', async () => {
    const labels = { seen: 'yes', 'shelf 2': 'a\nb' };
    expect(await read({ labels })).toEqual({ labels, brings: ['labels'] });
    expect(await read({ 'labels.shelf': 'B', 'labels.seen': null })).toEqual({
      labels: { shelf: 'B' },
      brings: ['labels.shelf', 'labels.seen'],
    });
    expect(await read({ 'Where seen': 'Lyon' }, WHERE_SEEN)).toEqual({
      labels: { 'Where seen': 'Lyon' },
      brings: ['labels.Where seen'],
    });
    expect(await read({ labels: { shelf: 'A' }, 'labels.shelf': 'B' })).toMatch(/the label "shelf" twice/);
    expect(await read({ 'labels.shelf': 2 })).toBe('has the labels.shelf 2, which must be text');
    expect(await read({ labels: { shelf: 2 } })).toMatch(/^has the labels \{"shelf":2\}, which must be an object of/);
    expect(await read({ labels: ['shelf'] })).toMatch(/^has the labels \["shelf"\], which must be an object of/);
  });
});
