import { expect, test } from '@jest/globals';
import { FORMATS } from './formats.js';
import { RecordProblem } from './record-problem.js';

/** A file that never ends: reading it ends only if its reader refuses it. */
async function* endless(start: string, filler: string): AsyncGenerator<string> {
  yield start;
  const chunk = filler.repeat(16_384 / filler.length);
  for (;;) yield chunk;
}

test.each([
  ['ndjson', '{"title":"a"}\n{"title":"', 'a', 2],
  ['csv', 'title\na\n"', 'a', 3],
  ['csv', 'title\na\n"', 'a\n', 3],
] as const)('%s: a record without an end is a problem: %j, then %j', async (name, start, filler, line) => {
  const places = [];
  for await (const { place, movie } of FORMATS[name].read(endless(start, filler))) {
    places.push(place);
    if (!(movie instanceof RecordProblem)) continue;
    expect(movie.message).toBe('has more than 1,048,576 characters, so it is not one movie');
    break;
  }
  expect(places).toEqual([line - 1, line]);
});

test('csv: a header without an end is refused', async () => {
  const reading = FORMATS.csv.read(endless('', 'a,'))[Symbol.asyncIterator]().next();
  await expect(reading).rejects.toThrow(/line 1 has more than 1,048,576 characters/);
});

test.each([
  ['ndjson', (title: string) => `{"title":"a"}\n{"title":"${title}"}\n{"title":"c"}`],
  ['csv', (title: string) => `title\na\n"${title}"\nc\n`],
] as const)('%s: the records around one that is too large are read', async (name, fileWith) => {
  async function* chunks() {
    yield fileWith('x'.repeat(2 ** 20 + 1));
  }
  const titles = [];
  for await (const { movie } of FORMATS[name].read(chunks())) {
    titles.push(movie instanceof RecordProblem ? 'too large' : movie.title);
  }
  expect(titles).toEqual(['a', 'too large', 'c']);
});
