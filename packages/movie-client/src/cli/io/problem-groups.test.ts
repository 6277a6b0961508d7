import { expect, test } from '@jest/globals';
import { type Problem, ProblemGroups, placeList } from './problem-groups.js';
import { serverProblem } from './server-problem.js';

function problem(kind: string, value?: string, advice?: string): Problem {
  return { sentence: ` ${kind}!`, kind, value, advice };
}

function groups(): ProblemGroups {
  return new ProblemGroups((place) => (place < 1_000 ? `line ${place}` : `movies[${place - 1_000}]`));
}

test('a problem alone is a sentence, and those of a kind share a line with their count and first places', () => {
  const problems = groups();
  for (const line of [3, 4, 5, 6, 7, 8]) problems.add(line, problem('is long', undefined, 'cut it'));
  for (const line of [2, 9]) problems.add(line, problem('must be a number', `"${line}"`));
  problems.add(1, problem('is bad'));
  problems.add(1_001, problem('is odd'));
  problems.add(1_002, problem('is odd', '1'));
  expect(problems.lines()).toEqual([
    'line 1 is bad!',
    'must be a number: 2 records, lines 2 ("2"), 9 ("9")',
    'is long: 6 records, lines 3, 4, 5 …; cut it',
    'is odd: 2 records, movies[1], movies[2] (1)',
  ]);
});

test('of more than five places the first three are named, so that no word hides a single one', () => {
  const listOf = (size: number) =>
    placeList(
      Array.from({ length: size }, (_, index) => index + 2),
      (line) => `line ${line}`,
      size,
    );
  expect([1, 5, 6].map(listOf)).toEqual(['line 2', 'lines 2, 3, 4, 5, 6', 'lines 2, 3, 4 …']);
});

test('after 100 kinds it only counts', () => {
  const problems = groups();
  for (let line = 1; line <= 150; line += 1) problems.add(line, problem(`has "${line}"`));
  for (let line = 1; line <= 150; line += 1) problems.add(line, problem('has "7"'));
  const lines = problems.lines();
  expect(lines).toHaveLength(101);
  expect(lines).toContain('has "7": 151 records, lines 7, 1, 2 …');
  expect(lines.at(-1)).toBe('and 50 more problems of other kinds');
});

test.each([
  [
    'rating',
    'must be from 0 to 10, and is 11',
    ': rating must be from 0 to 10, and is 11',
    'rating must be from 0 to 10',
    '11',
  ],
  ['id', 'is taken: "a, b"', ': id is taken: "a, b"', 'id is taken', '"a, b"'],
  [
    'id',
    'is that of record 3 as well',
    ': id is that of line 5 as well',
    'id is that of another record as well',
    'line 5',
  ],
  ['genres[2]', 'must not be empty', ': genres[2] must not be empty', 'a genre must not be empty', undefined],
  [
    'genres',
    'must be at most 32, and are 40',
    ': genres must be at most 32, and are 40',
    'genres must be at most 32',
    '40',
  ],
  ['', 'is bad\u001b[2J', ': is bad\ufffd[2J', 'is bad\ufffd[2J', undefined],
])("a server's problem %j %j", (field, description, sentence, kind, value) => {
  const found = serverProblem(field, description, (index) => `line ${index + 2}`);
  expect(found).toEqual({ sentence, kind, value, advice: undefined });
});
