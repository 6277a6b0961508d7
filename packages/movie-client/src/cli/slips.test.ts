import { expect, test } from '@jest/globals';
import { runInProcess } from '../testing/run-in-process.js';

/** What is said of a command that is wrong by itself, so that no server is asked. */
async function usageError(...args: string[]): Promise<string> {
  const { code, stderr } = await runInProcess(args, { address: 'localhost:1' });
  expect(code).toBe(2);
  return stderr;
}

const TEXT_FILTERS = ['title', 'director', 'genre', 'any-genre', 'text'];

test.each([
  ...TEXT_FILTERS.map((name) => ['list', `--${name}`]),
  ...TEXT_FILTERS.map((name) => ['update', '--rating', '3', `--where-${name}`]),
  ['list', '--label'],
  ['delete', '--where-label'],
  ['delete', '--where-year'],
  ['export', '--min-rating'],
])('an empty condition is refused: %s %s %s', async (...args) => {
  expect(await usageError(...args, '')).toMatch(/argument '' is invalid\./);
});

test.each([
  ['update', '--where-lable', '--where-label'],
  ['delete', '--where-genr', '--where-genre'],
  ['list', '--lable', '--label'],
  ['list', '--ratd', '--rated'],
])('%s %s is answered with the nearest option', async (command, slip, meant) => {
  expect(await usageError(command, slip, 'x')).toContain(`(Did you mean ${meant}?)`);
});

test('a number with a decimal comma is refused, with the right one', async () => {
  expect(await usageError('update', '1', '--rating', '3,5')).toContain(
    'It must be a number with a point, such as 3.5.',
  );
  expect(await usageError('update', '1', '--rating', 'x')).toContain('It must be a number.');
});

test.each(['a.xlsx', 'a.XLS', 'a.ods', 'a.numbers'])('the workbook %s is neither read nor written', async (file) => {
  expect(await usageError('import', file)).toBe(
    `movie: ${file} is a workbook, and not CSV. ` +
      'Save or export its sheet as CSV; in Excel, that is the file type "CSV UTF-8".\n',
  );
  expect(await usageError('export', file)).toMatch(/is a workbook, and not CSV\. Export to a file .* \.csv/);
});

test('an encoding that is not known is refused with some that are', async () => {
  expect(await usageError('import', 'a.csv', '--encoding', 'utf-7')).toMatch(/'utf-7' is invalid\. .*gb18030/);
});
